package dev.kizuki.stream;

import picocli.CommandLine.Command;

/** {@code kizuki limits}: lists and shows the limits of devices, and acts on them. */
@Command(
    name = "limits",
    mixinStandardHelpOptions = true,
    subcommands = {
      LimitsListCommand.class,
      LimitsShowCommand.class,
      LimitsConfirmCommand.class,
      LimitsLearnCommand.class,
      LimitsDropCommand.class
    },
    description = {
      "Lists and shows the limits that devices learn from their own images, and acts on them.",
      "The author of an action is the user of the operating system."
    })
final class LimitsCommand {}
