package dev.kizuki.stream;

import dev.kizuki.stream.rejected.RejectedImage;
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
import java.util.concurrent.Callable;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kizuki rejected show}: prints one image's headers and writes its bytes to a file. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Prints the headers of one image, and writes its bytes to a file.")
final class RejectedShowCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private final RejectedSelection selection;

  @Parameters(paramLabel = "PARTITION@OFFSET", description = "The image, as 'list' prints it.")
  private String id = "";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the bytes to this file. Default: do not write them.")
  private @Nullable Path file;

  RejectedShowCommand() {
    this(new RejectedSelection());
  }

  RejectedShowCommand(RejectedSelection selection) {
    this.selection = selection;
  }

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    RejectedImage image = find();
    byte[] bytes = image.record().value();
    out.printf("device      %s%n", image.device());
    out.printf("arrived     %s%n", image.arrivedAt());
    out.printf("bytes       %d%s%n", bytes.length, image.isCut() ? ", cut" : "");
    for (Header header : image.record().headers()) {
      out.printf("%-18s %s%n", header.key(), new String(header.value(), StandardCharsets.UTF_8));
    }
    if (file != null) {
      write(file, bytes);
      out.println("written to " + file);
    }
    out.flush();
    return 0;
  }

  private RejectedImage find() {
    List<RejectedImage> found = new ArrayList<>();
    selection
        .images()
        .forEach(
            image -> {
              if (image.id().equals(id)) {
                found.add(image);
              }
            });
    RejectedSelection.requireNone(found.isEmpty() ? Set.of(id) : Set.of());
    return found.get(0);
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
