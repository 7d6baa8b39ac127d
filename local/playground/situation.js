// A situation: who signs in, and how. It is the query of the page's URL, so that it can be shared and reloaded.

/** The situation of a newcomer, before anything is filled in. */
export const NEW_SITUATION = {
  story: "",
  session: "intermediate",
  email: "",
  member: "",
  factors: ["magic_link"],
  tenants: [],
  hint: "",
};

/** Returns the situation of a story. */
export function storyNamed(name) {
  return { ...NEW_SITUATION, factors: [], story: name };
}

/** Returns a short name of a situation. */
export function nameOf({ story, email, member }) {
  return story || email || member;
}

/** Reads the situation from a query, or returns `null` if the query is empty. */
export function fromQuery(query) {
  const parameters = new URLSearchParams(query);
  const text = (name) => parameters.get(name) ?? "";
  if (text("story")) {
    return storyNamed(text("story"));
  }
  if (parameters.size === 0) {
    return null;
  }
  return {
    story: "",
    session: text("session") || (text("member") ? "member" : "intermediate"),
    email: text("email"),
    member: text("member"),
    factors: parameters.getAll("factor"),
    tenants: parameters.getAll("tenant"),
    hint: text("hint"),
  };
}

/** Returns the query of a situation. */
export function toQuery(situation) {
  const parameters = new URLSearchParams();
  if (situation.story) {
    return `?story=${encodeURIComponent(situation.story)}`;
  }
  const add = (name, value) => value && parameters.append(name, value);
  if (situation.session === "intermediate") {
    add("email", situation.email);
  } else {
    parameters.append("session", situation.session);
    add("member", situation.member);
  }
  situation.factors.forEach((factor) => add("factor", factor));
  if (situation.session === "intermediate") {
    situation.tenants.forEach((tenant) => add("tenant", tenant));
    add("hint", situation.hint);
  }
  return `?${parameters}`;
}
