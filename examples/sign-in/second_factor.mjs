// The second factor, if the organization requires one: a code to the person's phone. A newcomer gives a phone number first.

import { createHash } from "node:crypto";
import { smsOtp } from "org-discovery-writer/factors.mjs";
import * as items from "org-discovery-writer/items.mjs";
import { html, page } from "./pages.mjs";
import { enter } from "./picker.mjs";

const E164 = /^\+[1-9][0-9]{6,14}$/;

export function secondFactorRoutes(app, context) {
  const { sessions, secrets } = context;

  app.get("/second-factor", async (request, response) => {
    const step = await readStep(context, request, request.query.organization);
    if (!step) return response.redirect(303, "/organizations?notice=second-factor");
    response.send(step.phone ? confirmPage(step) : phonePage(step));
  });

  app.post("/second-factor/send", async (request, response) => {
    const step = await readStep(context, request, request.body?.organization_id);
    if (!step) return response.redirect(303, "/organizations?notice=second-factor");
    // The browser names a phone only if the Member does not have one: otherwise it would choose where the code goes.
    const phone = step.phone ?? String(request.body?.phone ?? "").replaceAll(" ", "");
    if (!E164.test(phone)) return response.status(400).send(phonePage(step, "Write the number like +15550100000."));
    const code = secrets.createCode(step.purpose, { phone });
    context.deliver(`To ${phone}: your code is ${code}`);
    response.send(codePage(step));
  });

  app.post("/second-factor/check", async (request, response) => {
    const step = await readStep(context, request, request.body?.organization_id);
    if (!step) return response.redirect(303, "/organizations?notice=second-factor");
    const used = secrets.useCode(step.purpose, String(request.body?.code ?? "").trim());
    if (!used) return response.status(400).send(codePage(step, "The code is wrong, or too old."));
    if (!step.phone) await enroll(context, step, used.phone);
    const token = sessions.intermediateToken(request);
    await context.writer.appendFactor(token, smsOtp(used.phone, new Date().toISOString()));
    await enter(context, response, { intermediate_session_token: token }, step.organization_id);
  });
}

/**
 * Returns the organization for which only the second factor is missing, or undefined. The list has a masked phone number, so the
 * number comes from the Member in the table.
 */
async function readStep({ discovery, sessions, writer }, request, chosen) {
  const intermediate_session_token = sessions.intermediateToken(request);
  if (!intermediate_session_token) return undefined;
  const { email_address, discovered_organizations } = await discovery.list({ intermediate_session_token });
  const entry = discovered_organizations.find(({ organization }) => organization.organization_id === chosen);
  const isNext = entry?.membership.member && !entry.primary_required && entry.mfa_required;
  if (!isNext) return undefined;
  const { organization_id, organization_name } = entry.organization;
  const item = await writer.get("members", items.memberKey(writer.project, email_address, organization_id));
  const { mfa_phone_number, mfa_phone_number_verified, totp_registration_id } = JSON.parse(item.object.S);
  const phone = mfa_phone_number && mfa_phone_number_verified ? mfa_phone_number : undefined;
  // This application checks no authenticator apps. It must not replace one by a phone of the person's choice.
  if (!phone && totp_registration_id) return undefined;
  const session = createHash("sha256").update(intermediate_session_token).digest("hex");
  return { organization_id, organization_name, email_address, phone, purpose: `${session} ${organization_id}` };
}

/** Stores the phone that the person has shown to hold. */
function enroll({ writer }, { organization_id, email_address }, phone) {
  const fields = { mfa_phone_number: phone, mfa_phone_number_verified: true, mfa_enrolled: true, default_mfa_method: "sms_otp" };
  return writer.updateMember(organization_id, email_address, fields);
}

const hidden = ({ organization_id }) => html`<input type="hidden" name="organization_id" value="${organization_id}" />`;
const notice = (text) => text && html`<p role="alert">${text}</p>`;

const confirmPage = (step) =>
  page(
    "Second factor",
    html`<p>${step.organization_name} asks for a code that we send to the number ending in ${step.phone.slice(-4)}.</p>
      <form method="post" action="/second-factor/send">${hidden(step)}<button>Send the code</button></form>`,
  );

const phonePage = (step, text) =>
  page(
    "Second factor",
    html`<p>${step.organization_name} asks for a second factor. Which phone do you have with you?</p>
      ${notice(text)}
      <form method="post" action="/second-factor/send">
        ${hidden(step)}
        <label>Phone <input type="tel" name="phone" required autocomplete="tel" /></label>
        <button>Send the code</button>
      </form>`,
  );

const codePage = (step, text) =>
  page(
    "Second factor",
    html`${notice(text)}
      <form method="post" action="/second-factor/check">
        ${hidden(step)}
        <label>Code <input name="code" required inputmode="numeric" autocomplete="one-time-code" autofocus /></label>
        <button>Continue</button>
      </form>`,
  );
