package dev.kizuki.stream;

import dev.kizuki.stream.limit.LimitAction;
import picocli.CommandLine.Command;

/** {@code kizuki limits learn}: lets devices learn anew. */
@Command(
    name = "learn",
    mixinStandardHelpOptions = true,
    description =
        "Lets devices learn anew. Until a person confirms, the limit of their line or model counts.")
final class LimitsLearnCommand extends LimitsActionCommand {
  LimitsLearnCommand() {
    this(new LimitAccess());
  }

  LimitsLearnCommand(LimitAccess access) {
    super(access);
  }

  @Override
  LimitAction.Type type() {
    return LimitAction.Type.LEARN;
  }
}
