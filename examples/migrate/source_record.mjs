// Typed access to the objects of the input. An error names the place of the value as a JSON pointer.

import { isDeepStrictEqual } from "node:util";
import { isMarkedNumber, numberOf } from "./exact_json.mjs";

/** Input that cannot be converted. The message is for the person who runs the program. */
export class InputError extends Error {}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value) => typeof value === "string" && !isMarkedNumber(value);
/** Escapes a part of a JSON pointer (RFC 6901). */
const escaped = (field) => field.replaceAll("~", "~0").replaceAll("/", "~1");
const isEmpty = (value) =>
  [undefined, null, "", false, 0].includes(value) || (typeof value === "object" && Object.keys(value).length === 0);

/** Describes a value for an error, without its content, which can be a person's data. */
function kindOf(value) {
  if (value === undefined) return "the field is missing";
  if (value === null) return "found null";
  if (Array.isArray(value)) return "found a list";
  if (isObject(value)) return "found an object";
  if (numberOf(value) !== undefined) return "found a number";
  return value === "" ? "found an empty text" : `found ${typeof value === "string" ? "a text" : value}`;
}

/** An object of the input. It remembers which fields were read, so that the others can be reported. */
export class SourceRecord {
  #value;
  #read = new Set();

  constructor(value, pointer = "") {
    this.pointer = pointer;
    if (!isObject(value)) this.#refuse("", "an object", value);
    this.#value = value;
  }

  #refuse(field, expected, value) {
    const at = `${this.pointer}${field && `/${escaped(field)}`}` || "the document";
    throw new InputError(`${at}: expected ${expected}, but ${kindOf(value)}${this.#hint(field, value)}`);
  }

  /** Explains the most common mistakes: a page instead of a list, and an object of the SDK instead of the API. */
  #hint(field, value) {
    if (isObject(value) && Array.isArray(value.data)) return " with the list `data`: join the lists of all pages";
    if (value !== undefined || !this.#value) return "";
    const camel = field.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
    const snake = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    if (camel !== field && camel in this.#value) return `; ${camel} is an SDK's name of it: save the responses of the API itself`;
    if (snake !== field && snake in this.#value) return `; ${snake} is the API's name of it: save the objects of the SDK`;
    return "";
  }

  /** Marks a field as read. Its value is not needed, or is part of another record. */
  ignore(...fields) {
    for (const field of fields) this.#read.add(field);
  }

  ignoreAll() {
    this.ignore(...Object.keys(this.#value));
  }

  has(field) {
    return this.#value[field] !== undefined && this.#value[field] !== null;
  }

  /** Returns the value of a field, of any type. */
  raw(field) {
    this.#read.add(field);
    return this.#value[field];
  }

  text(field) {
    const value = this.raw(field);
    return isText(value) && value !== "" ? value : this.#refuse(field, "a text", value);
  }

  /** Returns a text, or undefined if it is missing, null or empty. */
  optionalText(field) {
    const value = this.raw(field);
    if (value === undefined || value === null || value === "") return undefined;
    return isText(value) ? value : this.#refuse(field, "a text", value);
  }

  flag(field) {
    const value = this.raw(field);
    return typeof value === "boolean" ? value : this.#refuse(field, "true or false", value);
  }

  /** Returns a flag, or false if it is missing or null. */
  optionalFlag(field) {
    return (this.raw(field) ?? null) === null ? false : this.flag(field);
  }

  /** Returns a number, or undefined if it is missing or null. */
  optionalNumber(field) {
    const value = this.raw(field);
    if (value === undefined || value === null) return undefined;
    return numberOf(value) ?? this.#refuse(field, "a number", value);
  }

  /** Returns a text, or a number as text. */
  id(field) {
    const value = this.raw(field);
    return String(numberOf(value) ?? this.text(field));
  }

  /** Returns an object that is copied unchanged, or {} if it is missing or null. */
  freeForm(field) {
    const value = this.raw(field) ?? {};
    return isObject(value) ? value : this.#refuse(field, "an object", value);
  }

  record(field) {
    return new SourceRecord(this.raw(field), `${this.pointer}/${escaped(field)}`);
  }

  optionalRecord(field) {
    return this.has(field) ? this.record(field) : undefined;
  }

  #list(field) {
    const value = this.raw(field);
    return Array.isArray(value) ? value : this.#refuse(field, "a list", value);
  }

  records(field) {
    const pointer = `${this.pointer}/${escaped(field)}`;
    return this.#list(field).map((value, index) => new SourceRecord(value, `${pointer}/${index}`));
  }

  optionalRecords(field) {
    return this.has(field) ? this.records(field) : [];
  }

  /** Returns the lists of an object by the ids of `owners`. Every owner must have a list, and every list an owner. */
  recordsById(field, owners) {
    const lists = this.record(field);
    const unknown = Object.keys(lists.#value).find((id) => !owners.has(id));
    if (unknown !== undefined) throw new InputError(`/${field}: the document has no organization ${JSON.stringify(unknown)}`);
    return new Map([...owners.keys()].map((id) => [id, lists.records(id)]));
  }

  texts(field) {
    const list = this.#list(field);
    return list.every(isText) ? list : this.#refuse(field, "a list of texts", list);
  }

  optionalTexts(field) {
    return this.has(field) ? this.texts(field) : [];
  }

  equals(other) {
    return isDeepStrictEqual(this.#value, other.#value);
  }

  /** Returns the names of the fields that have a value and were not read. */
  unread() {
    return Object.keys(this.#value).filter((field) => !this.#read.has(field) && !isEmpty(this.#value[field]));
  }
}
