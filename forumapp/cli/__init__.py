"""The command line: `flask --app forumapp COMMAND`. One file per feature; each offers `commands`."""
