package dev.kizuki.embedded.servers;

import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedHiveMQ;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;

/** An MQTT 5 broker (HiveMQ CE) in this JVM, on the loopback interface; it sends no statistics. */
public final class EmbeddedMqtt implements AutoCloseable {
  private final EmbeddedHiveMQ broker;
  private final int port;
  private final int webSocketPort;

  /**
   * Starts a broker at a free port, which takes 3 to 6 seconds.
   *
   * @param folder the folder of the configuration, sessions and messages of the broker
   * @throws IllegalStateException if the broker does not start
   */
  public EmbeddedMqtt(Path folder) {
    tune();
    port = FreePorts.next();
    webSocketPort = FreePorts.next();
    broker =
        EmbeddedHiveMQ.builder()
            .withConfigurationFolder(configuration(folder, port, webSocketPort))
            .withDataFolder(createFolder(folder.resolve("data")))
            .withExtensionsFolder(createFolder(folder.resolve("extensions")))
            .withoutLoggingBootstrap()
            .build();
    try {
      broker.start().join();
    } catch (CompletionException e) {
      throw new IllegalStateException("the embedded MQTT broker did not start", e);
    }
  }

  /**
   * Raises limits of the broker, which sends at most 50 unacknowledged messages by default, and
   * makes it stop faster. Must be called before the broker is built.
   */
  private static void tune() {
    InternalConfigurations.PUBLISH_POLL_BATCH_SIZE = 500;
    InternalConfigurations.MAX_INFLIGHT_WINDOW_SIZE_MESSAGES = 1000;
    InternalConfigurations.PERSISTENCE_SHUTDOWN_GRACE_PERIOD_MSEC.set(50);
    InternalConfigurations.PERSISTENCE_BUCKET_COUNT.set(4);
    InternalConfigurations.PAYLOAD_PERSISTENCE_BUCKET_COUNT.set(4);
  }

  private static Path configuration(Path folder, int port, int webSocketPort) {
    Path configuration = createFolder(folder.resolve("conf"));
    try {
      Files.writeString(
          configuration.resolve("config.xml"),
          """
          <?xml version="1.0"?>
          <hivemq>
            <listeners>
              <tcp-listener><port>%d</port><bind-address>127.0.0.1</bind-address></tcp-listener>
              <websocket-listener>
                <port>%d</port><bind-address>127.0.0.1</bind-address><path>/mqtt</path>
                <subprotocols><subprotocol>mqtt</subprotocol></subprotocols>
              </websocket-listener>
            </listeners>
            <mqtt>
              <queued-messages><max-queue-size>100000</max-queue-size></queued-messages>
              <receive-maximum><server-receive-maximum>1000</server-receive-maximum></receive-maximum>
            </mqtt>
            <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
          </hivemq>
          """
              .formatted(port, webSocketPort));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + configuration, e);
    }
    return configuration;
  }

  private static Path createFolder(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the folder " + folder, e);
    }
  }

  /** Returns tcp://HOST:PORT for clients. */
  public URI uri() {
    return URI.create("tcp://127.0.0.1:" + port);
  }

  /** Returns ws://HOST:PORT/mqtt for clients. */
  public URI webSocketUri() {
    return URI.create("ws://127.0.0.1:" + webSocketPort + "/mqtt");
  }

  @Override
  public void close() {
    broker.stop().join();
  }
}
