package dev.kizuki.stream;

import dev.kizuki.stream.IncidentAccess.Wish;
import dev.kizuki.stream.incident.Judgement.Verdict;
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

/** {@code kizuki incidents judge}: says whether an incident was one. */
@Command(
    name = "judge",
    mixinStandardHelpOptions = true,
    description = "Says whether an incident was one.")
final class IncidentsJudgeCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final IncidentAccess access;

  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "The id of the incident, or its beginning.")
  private String id = "";

  @Parameters(
      index = "1",
      paramLabel = "VERDICT",
      description = "real, false (a false alarm) or unsure.")
  private @Nullable Verdict verdict;

  @Option(
      names = "--note",
      paramLabel = "TEXT",
      description = "A remark, at most 500 characters. Default: none.")
  private @Nullable String note;

  IncidentsJudgeCommand() {
    this(new IncidentAccess());
  }

  IncidentsJudgeCommand(IncidentAccess access) {
    this.access = access;
  }

  @Override
  public Integer call() {
    access.act(
        id,
        new Wish(OperatorAction.Type.JUDGE, note, null, null, verdict),
        Objects.requireNonNull(spec).commandLine().getOut());
    return 0;
  }
}
