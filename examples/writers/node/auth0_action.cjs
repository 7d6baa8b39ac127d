/**
 * An Auth0 Action for the trigger post-login. Adds the connection of this sign-in to the ID token, with the id, the address and the
 * latest method of the identity that was used. The other claims of a linked account are those of its first identity.
 */
exports.onExecutePostLogin = async (event, api) => {
  const { id, name, strategy } = event.connection;
  const used = event.user.identities.filter(({ connection }) => connection === name);
  // With two identities of one connection, the event does not show which one was used.
  if (used.length !== 1) return;
  const isFirst = used[0] === event.user.identities[0];
  const { email, email_verified } = isFirst ? event.user : (used[0].profileData ?? {});
  const methods = (event.authentication?.methods ?? []).filter((method) => method.name !== "mfa");
  const latest = methods.sort((one, other) => one.timestamp.localeCompare(other.timestamp)).at(-1);
  const user_id = String(used[0].user_id);
  api.idToken.setCustomClaim("connection", { id, strategy, user_id, email, email_verified, method: latest?.name });
};
