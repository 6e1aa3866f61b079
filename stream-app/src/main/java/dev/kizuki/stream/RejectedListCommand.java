package dev.kizuki.stream;

import dev.kizuki.stream.rejected.RejectedImage;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kizuki rejected list}: prints one line for each image, and the number per reason. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Prints one line for each image.")
final class RejectedListCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final RejectedSelection selection;

  RejectedListCommand() {
    this(new RejectedSelection());
  }

  RejectedListCommand(RejectedSelection selection) {
    this.selection = selection;
  }

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Map<String, Integer> reasons = new TreeMap<>();
    selection
        .images()
        .forEach(
            image -> {
              if (selection.fits(image)) {
                reasons.merge(image.reason(), 1, Integer::sum);
                out.println(line(image));
              }
            });
    out.println(reasons.isEmpty() ? "no rejected images" : "by reason: " + reasons);
    out.flush();
    return 0;
  }

  private static String line(RejectedImage image) {
    return "%-10s %s  %-20s %-16s %8d bytes  %s%s"
        .formatted(
            image.id(),
            image.arrivedAt(),
            image.device(),
            image.reason(),
            image.record().value().length,
            image.detail(),
            image.sentAgain() ? "  (sent again)" : "");
  }
}
