// Starts the application. Without settings it uses `cargo local`, and starts an OpenID provider of its own.

import { createApp } from "./app.mjs";
import { startLocalProvider } from "./local_provider.mjs";
import { readSettings } from "./settings.mjs";

const settings = readSettings(process.env);
if (!settings.openid) settings.openid = await startLocalProvider(settings);
const app = createApp(settings);
app.listen(settings.port, settings.host, () => console.log(`Sign in at ${settings.baseUrl}`));
