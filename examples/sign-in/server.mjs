// Starts the example with `cargo local`: messages are printed, and an OpenID provider accepts every address. An application of yours
// calls `createApp` with its own provider and its own `deliver`.

import { createApp } from "./app.mjs";
import { startLocalProvider } from "./local_provider.mjs";
import { readSettings } from "./settings.mjs";

const settings = readSettings(process.env);
settings.openid ??= await startLocalProvider(settings);
const app = createApp(settings, { deliver: (message) => console.log(message) });
app.listen(settings.port, settings.host, () => console.log(`Sign in at ${settings.baseUrl}`));
