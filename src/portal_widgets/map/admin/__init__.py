"""The pages for the office: units, events, drawings and imports, each with a preview, a history and undo."""
