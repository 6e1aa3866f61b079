package dev.kizuki.stream;

import dev.kizuki.stream.rejected.RejectedImages;
import dev.kizuki.stream.rejected.Replay;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kizuki rejected replay}: sends images to the topic of images again. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Sends images again. The service scores them like new images. No image is sent twice.",
      "Name the images, or select them with --device or --reason.",
      "Exits with 0 if Kafka accepted all of them, 1 if it refused one."
    })
final class RejectedReplayCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final RejectedSelection selection;

  @Parameters(
      arity = "0..*",
      paramLabel = "PARTITION@OFFSET",
      description = "The images, as 'list' prints them.")
  private List<String> ids = List.of();

  @Option(names = "--dry-run", description = "Print how many images would be sent; send none.")
  private boolean dryRun;

  RejectedReplayCommand() {
    this(new RejectedSelection());
  }

  RejectedReplayCommand(RejectedSelection selection) {
    this.selection = selection;
  }

  @Override
  public Integer call() {
    Set<String> named = Set.copyOf(ids);
    if (named.isEmpty() && !selection.isPresent()) {
      throw new IllegalArgumentException(
          "name images as PARTITION@OFFSET, or select them with --device or --reason");
    }
    RejectedImages images = selection.images();
    if (!named.isEmpty()) {
      Set<String> missing = new TreeSet<>(named);
      images.forEach(image -> missing.remove(image.id()));
      RejectedSelection.requireNone(missing);
    }
    Replay replay =
        images.replay(
            image -> named.isEmpty() ? selection.fits(image) : named.contains(image.id()), dryRun);
    print(replay, Objects.requireNonNull(spec).commandLine().getOut());
    return replay.refused().isEmpty() ? 0 : 1;
  }

  private void print(Replay replay, PrintWriter out) {
    out.printf("%s %d images%n", dryRun ? "would send" : "sent", replay.sent());
    if (replay.sentBefore() > 0) {
      out.printf("%d had been sent again before%n", replay.sentBefore());
    }
    if (replay.cut() > 0) {
      out.printf(
          "%d were too large for Kafka, and only their beginning was kept: the device must send"
              + " them again%n",
          replay.cut());
    }
    replay.refused().forEach((id, why) -> out.printf("%s was not sent: %s%n", id, why));
    out.flush();
  }
}
