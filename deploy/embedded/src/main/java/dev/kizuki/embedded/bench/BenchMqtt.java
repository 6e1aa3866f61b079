package dev.kizuki.embedded.bench;

import dev.kizuki.embedded.servers.EmbeddedMqtt;
import dev.kizuki.embedded.servers.FreePorts;
import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.MqttConnection;
import dev.kizuki.stream.mqtt.MqttSettings;
import dev.kizuki.stream.mqtt.MqttSubscriptions;
import dev.kizuki.stream.mqtt.paho.PahoPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An MQTT broker: a mosquitto process if mosquitto is installed, else the embedded broker. */
final class BenchMqtt implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final List<Path> PLACES =
      List.of(
          Path.of("/usr/sbin/mosquitto"),
          Path.of("/usr/local/sbin/mosquitto"),
          Path.of("/opt/homebrew/sbin/mosquitto"));

  private final @Nullable Process process;
  private final @Nullable EmbeddedMqtt embedded;
  private final URI uri;

  BenchMqtt(Path folder) throws InterruptedException {
    Optional<Path> mosquitto = PLACES.stream().filter(Files::isExecutable).findFirst();
    if (mosquitto.isPresent()) {
      embedded = null;
      int port = FreePorts.next();
      uri = URI.create("tcp://127.0.0.1:" + port);
      process = start(mosquitto.get(), folder, port);
    } else {
      process = null;
      embedded = new EmbeddedMqtt(folder);
      uri = embedded.uri();
    }
    requireAnswer();
  }

  private void requireAnswer() throws InterruptedException {
    try (MqttConnection probe =
        new MqttConnection(
            new PahoPort(),
            MqttSettings.transientSession(access(), "bench-probe"),
            MqttSubscriptions.none(),
            MqttConnection.Receiver.none())) {
      probe.start();
      if (!probe.awaitReady(TIMEOUT)) {
        close();
        throw new IllegalStateException("the MQTT broker at %s does not answer".formatted(uri));
      }
    }
  }

  private static Process start(Path mosquitto, Path folder, int port) {
    try {
      Files.createDirectories(folder);
      Path configuration =
          Files.writeString(
              folder.resolve("mosquitto.conf"),
              """
              listener %d 127.0.0.1
              allow_anonymous true
              persistence false
              max_queued_messages 0
              max_inflight_messages 1000
              set_tcp_nodelay true
              log_type error
              """
                  .formatted(port));
      return new ProcessBuilder(mosquitto.toString(), "-c", configuration.toString())
          .redirectErrorStream(true)
          .redirectOutput(folder.resolve("mosquitto.log").toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("mosquitto cannot be started", e);
    }
  }

  String name() {
    return process == null ? "embedded HiveMQ" : "mosquitto";
  }

  URI uri() {
    return uri;
  }

  MqttAccess access() {
    return MqttAccess.anonymous(uri);
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroy();
    }
    if (embedded != null) {
      embedded.close();
    }
  }
}
