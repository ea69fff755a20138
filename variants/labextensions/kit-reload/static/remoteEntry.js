// A JupyterLab plugin written by hand as a federated module, so that authors need no build tools.
// JupyterLab does not look at the disk again once a notebook is open; this does, twice a second.
(() => {
  const INTERVAL = 500; // ms

  const reload = async (app, widget) => {
    const context = widget.context;
    if (!context?.isReady) return;
    // Built notebooks are never edited by hand, so there is nothing to lose: JupyterLab calls one
    // changed as soon as its kernel has started.
    const onDisk = await app.serviceManager.contents.get(context.path, { content: false });
    if (onDisk.last_modified > context.contentsModel.last_modified) await context.revert();
  };

  const plugin = {
    id: "kit-reload:plugin",
    autoStart: true,
    activate: (app) => {
      const look = async () => {
        for (const widget of app.shell.widgets("main")) {
          if (widget.context?.path?.endsWith(".ipynb")) await reload(app, widget).catch(() => undefined);
        }
        setTimeout(look, INTERVAL);
      };
      app.restored.then(look);
    },
  };

  globalThis._JUPYTERLAB ??= {};
  globalThis._JUPYTERLAB["kit-reload"] = {
    init: () => undefined,
    get: async () => () => ({ default: plugin, __esModule: true }),
  };
})();
