package dev.kizuki.stream;

import dev.kizuki.stream.limit.LimitAction;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kizuki limits confirm}: lets limits count. */
@Command(
    name = "confirm",
    mixinStandardHelpOptions = true,
    description = {
      "Says that all images of a burn-in are normal, so that the limit counts.",
      "Look at the most unusual ones before: 'kizuki limits show', or the page.",
      "Exits with 1 if a limit is refused, and says why."
    })
final class LimitsConfirmCommand extends LimitsActionCommand {
  @Option(
      names = "--without",
      split = ",",
      paramLabel = "IMAGE",
      description = "Unusual images that are not normal, as 'show' prints them: PARTITION-OFFSET.")
  private List<String> without = List.of();

  LimitsConfirmCommand() {
    this(new LimitAccess());
  }

  LimitsConfirmCommand(LimitAccess access) {
    super(access);
  }

  @Override
  LimitAction.Type type() {
    return LimitAction.Type.CONFIRM;
  }

  @Override
  List<String> struck() {
    return without;
  }
}
