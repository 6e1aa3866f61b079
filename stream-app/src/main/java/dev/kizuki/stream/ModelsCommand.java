package dev.kizuki.stream;

import picocli.CommandLine.Command;

/** {@code kizuki models}: lists the models, and promotes or drops their shadows. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    subcommands = {
      ModelsListCommand.class,
      ModelsPromoteCommand.class,
      ModelsDropCommand.class,
      ModelsEventsCommand.class
    },
    description = {
      "Lists the models that serve, and promotes or drops their shadows.",
      "A shadow is a second model of an entry of 'models'. It scores the same images and raises",
      "nothing."
    })
final class ModelsCommand {}
