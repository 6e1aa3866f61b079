package dev.kizuki.stream;

import dev.kizuki.stream.limit.LimitAction;
import picocli.CommandLine.Command;

/** {@code kizuki limits drop}: lets limits count no longer. */
@Command(
    name = "drop",
    mixinStandardHelpOptions = true,
    description =
        "Lets confirmed limits count no longer. The burn-in stays, and can be confirmed again.")
final class LimitsDropCommand extends LimitsActionCommand {
  LimitsDropCommand() {
    this(new LimitAccess());
  }

  LimitsDropCommand(LimitAccess access) {
    super(access);
  }

  @Override
  LimitAction.Type type() {
    return LimitAction.Type.DROP;
  }
}
