// The second factor, if the organization requires one: a code to the person's phone. A newcomer gives a phone number first.

import { createHash } from "node:crypto";
import { smsOtp } from "org-discovery-writer/factors.mjs";
import { SessionEnded } from "./discovery.mjs";
import { html, page } from "./pages.mjs";
import { enter } from "./picker.mjs";

const E164 = /^\+[1-9][0-9]{6,14}$/;

export function secondFactorRoutes(app, context) {
  const { sessions, secrets } = context;

  /** Continues with the step that the list shows, or leads the person to where the session is. */
  const atStep = (chosen, body) => async (request, response) => {
    const step = await readStep(context, request, chosen(request));
    if (step?.phase === "needed") return body(step, request, response);
    // Only a form enters: any page could open this address.
    const isForm = request.method === "POST";
    if (step && isForm) return enter(context, request, response, step.session, step.organization_id);
    response.redirect(303, step ? "/organizations" : "/organizations?notice=second-factor");
  };
  const ofForm = (request) => request.body?.organization_id;

  app.get(
    "/second-factor",
    atStep(
      (request) => request.query.organization,
      (step, request, response) => response.send(step.phone ? confirmPage(step) : phonePage(step)),
    ),
  );

  app.post(
    "/second-factor/send",
    atStep(ofForm, async (step, request, response) => {
      // The browser names a phone only if the Member does not have one: otherwise it would choose where the code goes.
      const phone = step.phone ?? String(request.body?.phone ?? "").replaceAll(" ", "");
      if (!E164.test(phone)) return response.status(400).send(phonePage(step, "Write the number like +15550100000."));
      const code = secrets.createCode(step.sessionHash, step.member, { phone, stored: step.phone });
      if (!code) return response.status(429).send(codePage(step, "Too many codes were sent. Please wait ten minutes."));
      await context.deliver(`To ${phone}: your code is ${code}`);
      response.send(codePage(step));
    }),
  );

  app.post(
    "/second-factor/check",
    atStep(ofForm, async (step, request, response) => {
      const used = secrets.useCode(step.sessionHash, step.member, String(request.body?.code ?? "").trim());
      // The Member may have got another phone since the code was sent.
      if (!used || used.stored !== step.phone) return response.status(400).send(codePage(step, "The code is wrong, or too old."));
      if (!step.isVerified) await enroll(context, step, used.phone);
      const authentication_factors = [smsOtp(used.phone, new Date().toISOString())];
      const signIn = { email_address: step.email_address, authentication_factors };
      const intermediate_session_token = await sessions.stepUp(request, response, signIn);
      if (!intermediate_session_token) throw new SessionEnded();
      await enter(context, request, response, { intermediate_session_token }, step.organization_id);
    }),
  );
}

/**
 * Returns the step of an organization: its second factor is needed, or the sign-in is complete. Returns undefined if another factor is
 * missing, or if this application does not offer the second factor. The list has a masked phone number, so the number comes from the
 * Member in the table.
 */
async function readStep({ discovery, sessions, writer }, request, chosen) {
  const intermediate_session_token = sessions.intermediateToken(request);
  if (!intermediate_session_token) return undefined;
  const session = { intermediate_session_token };
  const { email_address, discovered_organizations } = await discovery.list(session);
  const entry = discovered_organizations.find(({ organization }) => organization.organization_id === chosen);
  if (!entry?.membership.member || entry.primary_required) return undefined;
  const { organization_id, organization_name } = entry.organization;
  if (!entry.mfa_required) return { phase: "complete", session, organization_id };
  const member = await writer.member(organization_id, email_address);
  const { mfa_phone_number, mfa_phone_number_verified, totp_registration_id } = member ?? {};
  const phone = mfa_phone_number || undefined;
  const isVerified = phone !== undefined && mfa_phone_number_verified === true;
  // This application checks no authenticator apps. It must not replace one by a phone.
  if (!isVerified && totp_registration_id) return undefined;
  const sessionHash = createHash("sha256").update(intermediate_session_token).digest("hex");
  return {
    phase: "needed",
    organization_id,
    organization_name,
    email_address,
    phone,
    isVerified,
    sessionHash,
    member: member?.member_id,
  };
}

/** Stores the phone that the person has shown to hold, unless another one was stored in the meantime. */
async function enroll({ writer }, { organization_id, email_address, phone: stored }, phone) {
  const fields = { mfa_phone_number: phone, mfa_phone_number_verified: true, mfa_enrolled: true, default_mfa_method: "sms_otp" };
  const isUnchanged = (member) => (member.mfa_phone_number || undefined) === stored && !member.totp_registration_id;
  await writer.updateMember(organization_id, email_address, fields, isUnchanged);
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
