// The Lambda function: its settings from the environment, and its routes.

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Writer } from "org-discovery-writer/writer.mjs";
import { createHandler } from "./routes.mjs";
import { createVerifier } from "./sign_in.mjs";

const environment = process.env;
const writer = new Writer(new DynamoDBClient({}), { sessions: environment.SESSIONS_TABLE }, environment.PROJECT_ID);

export const handler = createHandler({
  cognitoUrl: environment.COGNITO_URL,
  clientId: environment.CLIENT_ID,
  clientSecret: environment.CLIENT_SECRET,
  baseUrl: environment.BASE_URL,
  verifier: createVerifier(environment.USER_POOL_ID, environment.CLIENT_ID),
  writer,
});
