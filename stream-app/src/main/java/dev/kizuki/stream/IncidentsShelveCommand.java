package dev.kizuki.stream;

import dev.kizuki.stream.IncidentAccess.Wish;
import dev.kizuki.stream.incident.OperatorAction;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kizuki incidents shelve}: silences an incident for a while. */
@Command(
    name = "shelve",
    mixinStandardHelpOptions = true,
    description = "Silences an incident for a while.")
final class IncidentsShelveCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final IncidentAccess access;

  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "The id of the incident, or its beginning.")
  private String id = "";

  @Option(
      names = "--minutes",
      required = true,
      paramLabel = "M",
      description = "For this time, at most incidents.maxShelve.")
  private int minutes;

  @Option(names = "--until-normal", description = "End it before, when the incident clears.")
  private boolean untilNormal;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "The reason, at most 500 characters. Default: none.")
  private @Nullable String note;

  IncidentsShelveCommand() {
    this(new IncidentAccess());
  }

  IncidentsShelveCommand(IncidentAccess access) {
    this.access = access;
  }

  @Override
  public Integer call() {
    access.act(
        id,
        new Wish(OperatorAction.Type.SHELVE, note, minutes, untilNormal, null),
        Objects.requireNonNull(spec).commandLine().getOut());
    return 0;
  }
}
