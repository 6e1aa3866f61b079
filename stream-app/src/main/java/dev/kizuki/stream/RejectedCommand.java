package dev.kizuki.stream;

import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.rejected.RejectedImage;
import dev.kizuki.stream.rejected.RejectedImages;
import dev.kizuki.stream.rejected.Replay;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kizuki rejected}: what could not be scored, and sending it again after a fix. */
@Command(
    name = "rejected",
    mixinStandardHelpOptions = true,
    description = {
      "Looks at images that could not be scored, and sends them again after what was wrong is mended.",
      "An image is named PARTITION@OFFSET, as 'list' prints it."
    })
final class RejectedCommand {
  @Spec private @Nullable CommandSpec spec;

  /** Which images. */
  static final class Selection {
    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "The service's configuration. Default: the environment alone.")
    private @Nullable Path config;

    @Option(names = "--device", paramLabel = "ID", description = "Only this device's.")
    private String device = "";

    @Option(names = "--reason", paramLabel = "CODE", description = "Only those with this reason.")
    private String reason = "";

    private RejectedImages images() {
      return new RejectedImages(ConfigurationReader.readOrEnvironment(config, System.getenv()));
    }

    private boolean fits(RejectedImage image) {
      return (device.isEmpty() || device.equals(image.device()))
          && (reason.isEmpty() || reason.equals(image.reason()));
    }
  }

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "One line for each image.")
  int list(@Mixin Selection selection) {
    PrintWriter out = out();
    TreeMap<String, Integer> reasons = new TreeMap<>();
    selection
        .images()
        .forEach(
            image -> {
              if (selection.fits(image)) {
                reasons.merge(image.reason(), 1, Integer::sum);
                out.printf(
                    "%-10s %s  %-20s %-16s %8d bytes  %s%s%n",
                    image.id(),
                    image.arrivedAt(),
                    image.device(),
                    image.reason(),
                    image.record().value().length,
                    image.detail(),
                    image.sentAgain() ? "  (sent again)" : "");
              }
            });
    out.println(reasons.isEmpty() ? "no rejected images" : "by reason: " + reasons);
    out.flush();
    return 0;
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Everything that is known of one image, and its bytes as a file.")
  int show(
      @Mixin Selection selection,
      @Parameters(paramLabel = "PARTITION@OFFSET") String id,
      @Option(names = "--out", paramLabel = "FILE", description = "Write its bytes there.")
          @Nullable Path file) {
    List<RejectedImage> found = new ArrayList<>();
    selection
        .images()
        .forEach(
            each -> {
              if (each.id().equals(id)) {
                found.add(each);
              }
            });
    requireNone(found.isEmpty() ? Set.of(id) : Set.of());
    RejectedImage image = found.get(0);
    PrintWriter out = out();
    out.printf("device      %s%n", image.device());
    out.printf("arrived     %s%n", image.arrivedAt());
    out.printf("bytes       %d%s%n", image.record().value().length, image.isCut() ? ", cut" : "");
    image
        .record()
        .headers()
        .forEach(
            header ->
                out.printf(
                    "%-18s %s%n",
                    header.key(), new String(header.value(), StandardCharsets.UTF_8)));
    if (file != null) {
      try {
        Files.write(file, image.record().value());
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write " + file, e);
      }
      out.println("written to " + file);
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "replay",
      mixinStandardHelpOptions = true,
      description = {
        "Sends images again, to be scored as if they had just come; none a second time.",
        "Name images, or choose them by --device or --reason."
      })
  int replay(
      @Mixin Selection selection,
      @Parameters(arity = "0..*", paramLabel = "PARTITION@OFFSET") @Nullable List<String> ids,
      @Option(names = "--dry-run", description = "Only say how many.") boolean dryRun) {
    Set<String> named = ids == null ? Set.of() : Set.copyOf(ids);
    if (named.isEmpty() && selection.device.isEmpty() && selection.reason.isEmpty()) {
      throw new IllegalArgumentException(
          "name images as PARTITION@OFFSET, or choose them by --device or --reason");
    }
    RejectedImages images = selection.images();
    if (!named.isEmpty()) {
      Set<String> missing = new TreeSet<>(named);
      images.forEach(image -> missing.remove(image.id()));
      requireNone(missing);
    }
    Replay replay =
        images.replay(
            image -> named.isEmpty() ? selection.fits(image) : named.contains(image.id()), dryRun);
    PrintWriter out = out();
    out.printf("%s %d images%n", dryRun ? "would send" : "sent", replay.sent());
    if (replay.sentBefore() > 0) {
      out.printf("%d had been sent again before%n", replay.sentBefore());
    }
    if (replay.cut() > 0) {
      out.printf(
          "%d were too large when they came, and only their beginning was kept: the device must"
              + " send them again%n",
          replay.cut());
    }
    replay.refused().forEach((id, why) -> out.printf("%s was not sent: %s%n", id, why));
    out.flush();
    return replay.refused().isEmpty() ? 0 : 1;
  }

  private static void requireNone(Set<String> missing) {
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no rejected image %s; 'kizuki rejected list' shows those that are"
              .formatted(String.join(", ", missing)));
    }
  }
}
