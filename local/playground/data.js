// The local data: organizations and Members in tables, editors, import of files, reset.

import { Refusal, get, send, upload } from "./api.js";
import { busy } from "./busy.js";
import { el, fill } from "./dom.js";
import { objectEditor } from "./object_editor.js";
import { MEMBER_FIELDS, ORGANIZATION_FIELDS } from "./object_fields.js";
import { refusalText } from "./refusal_text.js";

/** The section "Data". */
export class DataSection {
  /** `changed` is called after each change of the data, `signInAs` with a Member. */
  constructor(element, { changed, signInAs }) {
    this.changed = changed;
    this.signInAs = signInAs;
    this.organizations = el("div");
    this.members = el("div");
    this.editor = el("div");
    this.messages = el("div", { role: "alert", class: "problems", tabindex: "-1" });
    fill(element, this.toolbar(), this.messages, this.organizations, this.members, this.editor);
    this.acceptDrops(element);
    this.organization = null;
  }

  toolbar() {
    const file = el("input", {
      type: "file",
      id: "import-file",
      class: "visually-hidden",
      onchange: (event) => {
        this.import(event.target.files[0]);
        event.target.value = "";
      },
    });
    return el(
      "div",
      { class: "actions" },
      el("button", { type: "button", onclick: () => this.newOrganization() }, "New organization"),
      file,
      el("label", { class: "button", for: "import-file" }, "Import a file, or drop it here"),
      el("button", { type: "button", onclick: () => this.reset() }, "Reset the data"),
    );
  }

  acceptDrops(element) {
    element.addEventListener("dragover", (event) => event.preventDefault());
    element.addEventListener("drop", (event) => {
      event.preventDefault();
      this.import(event.dataTransfer.files[0]);
    });
  }

  /** Runs a change. A refusal is shown, and nothing else happens. */
  async attempt(run) {
    fill(this.messages);
    try {
      await busy(run);
    } catch (error) {
      if (!(error instanceof Refusal)) {
        throw error;
      }
      fill(this.messages, refusalText(error));
    }
  }

  async import(file) {
    if (!file) {
      return;
    }
    await this.attempt(async () => {
      const report = await upload(`import?name=${encodeURIComponent(file.name)}`, file);
      fill(
        this.messages,
        el("p", {}, report.text),
        report.warnings.map((line) => el("p", { class: "caution" }, line)),
      );
      await this.changed();
    });
  }

  async reset() {
    await this.attempt(async () => {
      await send("POST", "reset", {});
      fill(this.editor);
      this.organization = null;
      fill(this.messages, el("p", {}, "The data is as it was at the start."));
      await this.changed();
    });
  }

  /** Reads the tables again. */
  async refresh() {
    const page = await get("organizations");
    fill(this.organizations, this.organizationTable(page));
    await this.showMembers(this.organization);
  }

  organizationTable(page) {
    const rows = (entries) => entries.map((one) => this.organizationRow(one));
    return paged("Organizations", ["name", "slug", "id", "Members", "domains", ""], page, rows, (after) =>
      get(`organizations?after=${encodeURIComponent(after)}`),
    );
  }

  organizationRow(one) {
    const name = one.organization_name;
    return [
      el("bdi", {}, name),
      el("bdi", {}, one.organization_slug),
      el("code", {}, one.organization_id),
      String(one.members),
      one.domains.join(", "),
      [
        button("Members", `Members of ${name}`, () => this.showMembers(one)),
        button("Edit", `Edit ${name}`, () => this.editOrganization(one.organization_id)),
      ],
    ];
  }

  async showMembers(organization) {
    this.organization = organization;
    if (!organization) {
      fill(this.members);
      return;
    }
    const id = organization.organization_id;
    const path = `organizations/${encodeURIComponent(id)}/members`;
    await this.attempt(async () => {
      const page = await get(path);
      const rows = (entries) => entries.map((one) => this.memberRow(one));
      const table = paged(
        `Members of ${organization.organization_name}`,
        ["address", "status", "name", "id", ""],
        page,
        rows,
        (after) => get(`${path}?after=${encodeURIComponent(after)}`),
      );
      fill(
        this.members,
        table,
        button("New Member", `New Member of ${organization.organization_name}`, () => this.newMember(id)),
      );
    });
  }

  memberRow(one) {
    const address = one.email_address;
    return [
      el("bdi", {}, address),
      one.status,
      el("bdi", {}, one.name),
      el("code", {}, one.member_id),
      [
        button("Edit", `Edit ${address}`, () => this.editMember(one.member_id)),
        button("Sign in as", `Sign in as ${address}`, () => this.signInAs(one)),
      ],
    ];
  }

  newOrganization() {
    const object = {
      organization_id: `organization-test-${crypto.randomUUID()}`,
      organization_name: "",
      organization_slug: "",
    };
    this.edit({ title: "New organization", object, fields: ORGANIZATION_FIELDS, kind: "organizations" });
  }

  newMember(organizationId) {
    const object = {
      organization_id: organizationId,
      member_id: `member-test-${crypto.randomUUID()}`,
      email_address: "",
      status: "active",
    };
    this.edit({ title: "New Member", object, fields: MEMBER_FIELDS, kind: "members" });
  }

  async editOrganization(id) {
    await this.attempt(async () => {
      const { text } = await get(`organizations/${encodeURIComponent(id)}`);
      this.edit({
        title: `Organization ${id}`,
        text,
        fields: ORGANIZATION_FIELDS,
        kind: "organizations",
        id,
        actions: [this.action("Delete it with its Members", "DELETE", `organizations/${encodeURIComponent(id)}`)],
      });
    });
  }

  async editMember(id) {
    await this.attempt(async () => {
      const path = `members/${encodeURIComponent(id)}`;
      const { text, status } = await get(path);
      const action = (label, name) => this.action(label, "POST", `${path}/${name}`);
      this.edit({
        title: `Member ${id}`,
        text,
        fields: MEMBER_FIELDS,
        kind: "members",
        id,
        actions: [
          status === "deleted" ? action("Reactivate", "reactivate") : action("Delete", "delete"),
          action("Erase", "erase"),
        ],
      });
    });
  }

  action(label, method, path) {
    return { label, run: async () => this.saved(await send(method, path, {})) };
  }

  edit({ title, object, text = JSON.stringify(object, null, 2), fields, kind, id, actions }) {
    const save = async (change) => {
      const saved = change.set
        ? await send("PATCH", `${kind}/${encodeURIComponent(id)}`, change)
        : await send("PUT", kind, change);
      await this.saved(saved);
    };
    const editor = objectEditor({
      title,
      text,
      fields,
      isNew: id === undefined,
      save,
      close: () => fill(this.editor),
      actions,
    });
    fill(this.editor, editor);
    editor.querySelector("h3").focus();
  }

  /** Reports a change with its effects on people. */
  async saved({ text, effects }) {
    fill(this.editor);
    fill(
      this.messages,
      el("p", {}, text),
      effects.length > 0 &&
        el(
          "ul",
          {},
          effects.map((effect) => el("li", {}, effect)),
        ),
    );
    this.messages.focus();
    await this.changed();
  }
}

function button(label, name, run) {
  return el("button", { type: "button", class: "quiet", "aria-label": name, onclick: run }, label);
}

/** A table with a button that reads the next page. */
function paged(caption, head, page, rows, read) {
  const body = el("tbody");
  const add = (entries) =>
    body.append(
      ...rows(entries).map((cells) =>
        el(
          "tr",
          {},
          cells.map((cell) => el("td", {}, cell)),
        ),
      ),
    );
  const more = el("button", { type: "button", hidden: !page.next }, "More");
  let { next } = page;
  more.addEventListener("click", async () => {
    const following = await read(next);
    add(following.rows);
    ({ next } = following);
    more.hidden = !next;
  });
  add(page.rows);
  return el(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    el(
      "table",
      {},
      el("caption", {}, caption),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          head.map((text) => (text ? el("th", { scope: "col" }, text) : el("td"))),
        ),
      ),
      body,
    ),
    more,
  );
}
