// The extension: starts the language server, its own or the native command, and leaves the rest to them.
import { commands, window, workspace } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";

const NAME = "itk3-validator";

/** @type {LanguageClient | undefined} */
let client;

/** @param {import("vscode").ExtensionContext} context */
export async function activate(context) {
  const output = window.createOutputChannel("ITK3 Validator", { log: true });
  const restart = async () => {
    await stop();
    await start(context, output);
  };
  context.subscriptions.push(
    output,
    commands.registerCommand(`${NAME}.restart`, restart),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${NAME}.command`)) void restart();
    }),
  );
  await start(context, output);
}

export const deactivate = () => stop();

/**
 * @param {import("vscode").ExtensionContext} context
 * @param {import("vscode").LogOutputChannel} outputChannel
 */
async function start(context, outputChannel) {
  const command = workspace.getConfiguration(NAME).get("command", "").trim();
  client = new LanguageClient(NAME, "ITK3 Validator", server(context, command), {
    // Which of them are FHIR or ITK, the server sees; of the others it says nothing.
    documentSelector: [{ language: "xml" }, { language: "json" }, { language: "jsonc" }],
    outputChannel,
  });
  try {
    await client.start();
  } catch (problem) {
    outputChannel.error(String(problem));
    if (command)
      void window.showErrorMessage(`ITK3 Validator: ${command} did not start; see the setting ${NAME}.command.`);
  }
}

async function stop() {
  const stopping = client;
  client = undefined;
  // One that never started has nothing to stop.
  await stopping?.stop().catch(() => {});
}

/**
 * The native command, or the one that comes along and runs in the editor's own Node.
 * @param {import("vscode").ExtensionContext} context
 * @param {string} command
 * @returns {import("vscode-languageclient/node").ServerOptions}
 */
function server(context, command) {
  if (command) return { command, args: ["lsp"], transport: TransportKind.stdio };
  return { module: context.asAbsolutePath("server/command.js"), args: ["lsp"], transport: TransportKind.stdio };
}
