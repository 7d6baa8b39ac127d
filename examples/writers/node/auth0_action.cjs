/**
 * An Auth0 Action for the trigger post-login. Adds the connection of this sign-in to the ID token, with the person's id there and the
 * methods. Without it, the token of a linked account does not show which identity was used.
 */
exports.onExecutePostLogin = async (event, api) => {
  const { id, name, strategy } = event.connection;
  const identity = event.user.identities.find(({ connection }) => connection === name);
  const methods = (event.authentication?.methods ?? []).map((method) => method.name);
  if (identity) api.idToken.setCustomClaim("connection", { id, strategy, user_id: String(identity.user_id), methods });
};
