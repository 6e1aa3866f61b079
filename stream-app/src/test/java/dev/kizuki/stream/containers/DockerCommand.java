package dev.kizuki.stream.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Obtains container images with the command {@code docker}. */
final class DockerCommand {
  private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration PULL_TIMEOUT = Duration.ofMinutes(5);

  private final String command;

  /**
   * @param command the name or the path of the command
   */
  DockerCommand(String command) {
    this.command = command;
  }

  /**
   * Pulls an image if it is not on this machine.
   *
   * @return why the image cannot be used; empty if it is on this machine now
   */
  Optional<String> obtain(String image) {
    if (run(LOOK_TIMEOUT, "image", "inspect", "--format", "{{.Id}}", image).isEmpty()) {
      return Optional.empty();
    }
    return run(PULL_TIMEOUT, "pull", "--quiet", image);
  }

  /** Returns the last line of the output if the command fails; empty if it succeeds. */
  private Optional<String> run(Duration timeout, String... arguments) {
    try {
      Path output = Files.createTempFile("docker", ".txt");
      try {
        String[] line = new String[1 + arguments.length];
        line[0] = command;
        System.arraycopy(arguments, 0, line, 1, arguments.length);
        Process process =
            new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
          return Optional.of("'docker %s' took longer than %s".formatted(arguments[0], timeout));
        }
        return process.exitValue() == 0 ? Optional.empty() : Optional.of(lastLine(output));
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      return Optional.of("there is no command '%s'".formatted(command));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  private static String lastLine(Path output) throws IOException {
    return Files.readString(output).lines().reduce("no message", (before, line) -> line);
  }
}
