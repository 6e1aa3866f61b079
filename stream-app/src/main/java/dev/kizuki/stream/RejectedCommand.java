package dev.kizuki.stream;

import picocli.CommandLine.Command;

/** {@code kizuki rejected}: lists, shows and replays images that could not be scored. */
@Command(
    name = "rejected",
    mixinStandardHelpOptions = true,
    subcommands = {
      RejectedListCommand.class,
      RejectedShowCommand.class,
      RejectedReplayCommand.class
    },
    description = {
      "Lists images that could not be scored, and sends them again after you corrected the cause.",
      "The name of an image is PARTITION@OFFSET, as 'list' prints it."
    })
final class RejectedCommand {}
