package dev.kizuki.embedded.faults;

import static org.awaitility.Awaitility.await;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Starts an instance of the service as a process, and asks it whether it is ready. */
final class ServiceInstance {
  private ServiceInstance() {}

  /**
   * Starts an instance.
   *
   * @param folder the folder of its configuration and its log
   * @param name the name of these two files
   */
  static Server start(Path folder, String name, ConfigurationBuilder configuration)
      throws IOException {
    Path file = write(folder, name, configuration);
    return new Server(
        JavaCommand.of("dev.kizuki.stream.StreamApp", "run", "--config", file.toString()),
        folder.resolve(name + ".log"));
  }

  /** Writes the configuration that the instance reads when it is started the next time. */
  static Path write(Path folder, String name, ConfigurationBuilder configuration)
      throws IOException {
    return Files.writeString(folder.resolve(name + ".yaml"), configuration.yaml());
  }

  static void awaitReady(int httpPort) {
    await().atMost(Plant.SOON).ignoreExceptions().until(() -> readyStatus(httpPort) == 200);
  }

  private static int readyStatus(int httpPort) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:%d/health/ready".formatted(httpPort))
                .toURL()
                .openConnection();
    connection.setConnectTimeout(1000);
    connection.setReadTimeout(1000);
    try {
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }
}
