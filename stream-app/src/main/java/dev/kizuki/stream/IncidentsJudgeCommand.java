package dev.kizuki.stream;

import dev.kizuki.stream.IncidentAccess.Wish;
import dev.kizuki.stream.incident.Judgement.Verdict;
import dev.kizuki.stream.incident.OperatorAction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kizuki incidents judge}: says whether an incident was one. */
@Command(
    name = "judge",
    mixinStandardHelpOptions = true,
    description = "Says whether an incident was one.")
final class IncidentsJudgeCommand extends IncidentsActionCommand {
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
    super(access);
  }

  @Override
  Wish wish() {
    return new Wish(OperatorAction.Type.JUDGE, note, null, null, verdict);
  }
}
