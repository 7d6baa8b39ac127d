// The application. Read it in this order: a person signs in (mail.mjs, openid.mjs), chooses an organization (picker.mjs), adds a
// second factor if the organization requires one (second_factor.mjs), and uses the organization (organization.mjs).

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import express from "express";
import { Refused, Writer } from "org-discovery-writer/writer.mjs";
import { Discovery, SessionEnded } from "./discovery.mjs";
import { mailRoutes } from "./mail.mjs";
import { OneTimeSecrets } from "./one_time_secrets.mjs";
import { openidRoutes } from "./openid.mjs";
import { organizationRoutes } from "./organization.mjs";
import { html, page } from "./pages.mjs";
import { pickerRoutes } from "./picker.mjs";
import { refuseOtherSites, secureHeaders } from "./same_site.mjs";
import { secondFactorRoutes } from "./second_factor.mjs";
import { Sessions } from "./sessions.mjs";
import { signInPage } from "./sign_in_page.mjs";

/** `deliver` sends a message to a person, such as "To jane@acme.com: …", and may return a promise. */
export function createApp(settings, { deliver }) {
  const writer = new Writer(new DynamoDBClient(settings.dynamodb), settings.tables, settings.projectId);
  const discovery = new Discovery(settings);
  const sessions = new Sessions(writer, settings.baseUrl);
  const context = { settings, writer, discovery, sessions, deliver, secrets: new OneTimeSecrets() };

  const app = express();
  app.disable("x-powered-by");
  app.use(secureHeaders(settings.baseUrl), refuseOtherSites(settings.baseUrl));
  app.use(express.urlencoded({ extended: false, limit: "10kb" }));
  app.get("/style.css", (request, response) => response.sendFile("style.css", { root: import.meta.dirname }));
  app.get("/", (request, response) => {
    if (sessions.memberToken(request)) return response.redirect(303, "/organization");
    response.send(signInPage({ notice: request.query.notice }));
  });
  // A person with a session can sign in by one more method.
  app.get("/sign-in", (request, response) => response.send(signInPage({ more: true })));
  mailRoutes(app, context);
  openidRoutes(app, context);
  pickerRoutes(app, context);
  secondFactorRoutes(app, context);
  organizationRoutes(app, context);
  app.use((request, response) => response.status(404).send(page("Not found", html`<p>This page does not exist.</p>`)));
  app.use(errorPage(sessions));
  return app;
}

/** A session that ended leads to the sign-in. Every other failure is an error page, never an empty list of organizations. */
const errorPage = (sessions) => (error, request, response, next) => {
  if (response.headersSent) return next(error);
  if (error instanceof SessionEnded) {
    sessions.forgetEnded(request, response);
    return response.redirect(303, "/?notice=ended");
  }
  // The data has changed since the page was made.
  const code = error instanceof Refused ? 409 : (error.status ?? error.status_code);
  const status = code >= 400 && code < 500 && code !== 429 ? code : 503;
  if (status === 503) console.error(error.message);
  const text = status === 503 ? "The service is not available at the moment. Please try again." : "The request is not valid.";
  response.status(status).send(
    page(
      "That did not work",
      html`<p>${text}</p>
        <p><a href="/">Back</a></p>`,
    ),
  );
};
