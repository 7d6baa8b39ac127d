// HTML. Every value in a template is escaped; only templates are markup.

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

class Markup {
  constructor(text) {
    this.text = text;
  }
}

const markupOf = (value) => {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(markupOf).join("");
  if (value === undefined || value === null || value === false) return "";
  return String(value).replace(/[&<>"']/g, (character) => ESCAPES[character]);
};

/** Returns markup: html`<p>${name}</p>`. */
export const html = (texts, ...values) => new Markup(String.raw({ raw: texts }, ...values.map(markupOf)));

/** Returns a complete page. */
export const page = (title, content) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html> `.text;

/** The notice with a name, such as that of a redirect. An unknown name has no notice. */
export const notice = (texts, name) => Object.hasOwn(texts, name ?? "") && html`<p role="status">${texts[name]}</p>`;

/** A form with one button. `fields` are sent with it. */
export const button = (action, label, fields = {}) =>
  html`<form method="post" action="${action}">
    ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    <button>${label}</button>
  </form>`;
