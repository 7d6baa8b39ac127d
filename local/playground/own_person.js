// The form for your own person, folded while a story is shown.

import { el, fill } from "./dom.js";
import { situationForm } from "./situation_form.js";

export class OwnPerson {
  /** `choose` is called with the situation of the form. */
  constructor(element, choose) {
    Object.assign(this, { element, choose });
    this.drawn = null;
    this.form = null;
  }

  /** Draws the form for a situation. If it shows this situation already, its unsaved input is kept. */
  draw(situation) {
    const key = JSON.stringify(situation);
    if (key === this.drawn) {
      return;
    }
    this.drawn = key;
    const hadFocus = this.element.contains(document.activeElement);
    const isOpen = this.element.querySelector("details")?.open ?? !situation.story;
    this.form = situationForm(situation, this.choose);
    const summary = situation.story ? "Change this person" : "Your own person";
    fill(this.element, el("details", { open: isOpen }, el("summary", {}, summary), this.form.element));
    if (hadFocus) {
      this.element.querySelector("button[type=submit]").focus();
    }
  }

  /** Shows the reason for which the situation is refused. */
  refuse(error) {
    this.form.refuse(error);
  }
}
