package dev.kizuki.embedded.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Starts mosquitto with a configuration that keeps sessions and messages on disk. */
final class Mosquitto {
  /** How often mosquitto saves; if it is killed, it loses the messages since the last save. */
  static final int AUTOSAVE_SECONDS = 1;

  private static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");

  private Mosquitto() {}

  /** Skips the test if mosquitto is not installed. */
  static void assumeInstalled() {
    assumeTrue(Files.isExecutable(PROGRAM), "mosquitto is not installed");
  }

  static Server start(Path folder, int port) throws IOException {
    Path configuration = folder.resolve("mosquitto.conf");
    Files.createDirectories(folder.resolve("mqtt"));
    Files.writeString(
        configuration,
        """
        listener %d 127.0.0.1
        allow_anonymous true
        user root
        persistence true
        persistence_location %s/
        autosave_interval %d
        max_queued_messages 100000
        max_inflight_messages 1000
        """
            .formatted(port, folder.resolve("mqtt"), AUTOSAVE_SECONDS));
    return new Server(
        List.of(PROGRAM.toString(), "-c", configuration.toString()),
        folder.resolve("mosquitto.log"));
  }
}
