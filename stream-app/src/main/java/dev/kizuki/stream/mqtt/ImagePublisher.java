package dev.kizuki.stream.mqtt;

import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Publishes images as a device does: QoS 1, with the capture time and a sequence number of its own.
 * Used by one thread.
 */
public final class ImagePublisher implements AutoCloseable {
  private static final long PUBLISH_TIMEOUT_S = 30;

  private final URI broker;
  private final DeviceTopic topic;
  private final MqttConnection connection;
  private final Map<String, Long> sequences = new HashMap<>();
  private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);

  public ImagePublisher(MqttPort port, MqttAccess access, String clientId, DeviceTopic topic) {
    this.broker = access.broker();
    this.topic = topic;
    this.connection =
        new MqttConnection(
            port,
            MqttSettings.transientSession(access, clientId),
            "",
            MqttConnection.Receiver.none());
  }

  /** Begins to connect, and goes on until it is closed. */
  public void start() {
    connection.start();
  }

  /** Whether it is connected. */
  public boolean isReady() {
    return connection.isReady();
  }

  /**
   * Connects.
   *
   * @throws ServiceException if the broker does not answer in time
   */
  public void connect(Duration timeout) throws InterruptedException {
    start();
    if (!connection.awaitReady(timeout)) {
      throw new ServiceException(
          "The MQTT broker at %s did not accept the connection within %s; the log says why"
              .formatted(broker, timeout),
          null);
    }
  }

  /**
   * Publishes one image and waits until the broker has it.
   *
   * @return the sequence number it got
   * @throws ServiceException if the broker did not take it
   */
  public String publish(String device, byte[] image) throws InterruptedException {
    String[] sequence = {""};
    publish(device, image, number -> sequence[0] = number);
    return sequence[0];
  }

  /**
   * As {@link #publish(String, byte[])}.
   *
   * @param number is told its sequence number before it goes
   */
  public void publish(String device, byte[] image, Consumer<String> number)
      throws InterruptedException {
    try {
      publishAsync(device, image, number).get(PUBLISH_TIMEOUT_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new ServiceException(
          "The MQTT broker at %s did not take an image: %s".formatted(broker, e), e);
    }
  }

  /**
   * Publishes one image without waiting.
   *
   * @param number is told its sequence number before it goes
   * @return completes when the broker has it
   */
  public CompletableFuture<Void> publishAsync(
      String device, byte[] image, Consumer<String> number) {
    String sequence = run + "-" + sequences.merge(device, 1L, Long::sum);
    number.accept(sequence);
    return connection.publish(
        new Publication(
            topic.of(device),
            image,
            null,
            Map.of(
                ImageHeaders.CAPTURED_AT,
                Instant.now().toString(),
                ImageHeaders.SEQUENCE,
                sequence)));
  }

  @Override
  public void close() {
    connection.close();
  }
}
