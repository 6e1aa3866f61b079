package dev.kizuki.stream;

import picocli.CommandLine.Command;

/** {@code kizuki incidents}: lists and shows incidents, and acts on them. */
@Command(
    name = "incidents",
    mixinStandardHelpOptions = true,
    subcommands = {
      IncidentsListCommand.class,
      IncidentsShowCommand.class,
      IncidentsAckCommand.class,
      IncidentsShelveCommand.class,
      IncidentsUnshelveCommand.class,
      IncidentsJudgeCommand.class
    },
    description = {
      "Lists and shows incidents, and acts on them.",
      "The beginning of an id is enough if only one incident has it.",
      "The author of an action is the user of the operating system."
    })
final class IncidentsCommand {}
