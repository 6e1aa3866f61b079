package dev.kizuki.stream.bridge;

import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.event.CanaryChannel;
import dev.kizuki.stream.metrics.BridgeMetrics;
import dev.kizuki.stream.mqtt.BrokerAnswer;
import dev.kizuki.stream.mqtt.Delivery;
import dev.kizuki.stream.mqtt.MqttConnection;
import dev.kizuki.stream.mqtt.MqttPort;
import dev.kizuki.stream.mqtt.MqttSettings;
import dev.kizuki.stream.mqtt.MqttSubscriptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries images from MQTT to Kafka. An image is acknowledged to the MQTT broker only after Kafka
 * acknowledged it, and in order of arrival; until then the broker keeps it. This class takes the
 * messages; {@link ImageWriter} writes them to Kafka.
 */
public final class ImageBridge implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ImageBridge.class);
  private static final Duration STORE_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration SENDER_TIMEOUT = Duration.ofSeconds(5);

  private final BridgeMetrics metrics;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final MessageReader reader;
  private final ImageRecords records;
  private final CanaryRecords canaries;
  private final Backpressure backpressure;
  private final Acknowledgements acknowledgements;
  private final ImageWriter writer;
  private final Outages outages = new Outages();
  private final MqttConnection connection;
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "bridge-sender"));

  /** Used by the sender's thread alone. */
  private final DeviceRates rates;

  /**
   * @param channel tells the canaries of this instance from all other messages
   * @param producer a producer with {@code acks=all}; the caller must close it after the bridge
   * @param metrics the meters of images, rejections and durations
   * @param givesUp called if Kafka refuses and has never taken an image: such a client does not
   *     recover
   */
  public ImageBridge(
      Configuration configuration,
      CanaryChannel channel,
      MqttPort port,
      Producer<String, byte[]> producer,
      BridgeMetrics metrics,
      Runnable givesUp) {
    this(
        configuration,
        channel,
        port,
        producer,
        metrics,
        givesUp,
        InstantSource.system(),
        System::nanoTime);
  }

  ImageBridge(
      Configuration configuration,
      CanaryChannel channel,
      MqttPort port,
      Producer<String, byte[]> producer,
      BridgeMetrics metrics,
      Runnable givesUp,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.metrics = metrics;
    this.clock = clock;
    this.nanoTime = nanoTime;
    Subscriptions subscriptions = new Subscriptions(configuration);
    this.reader = new MessageReader(subscriptions, metrics);
    this.records = new ImageRecords(configuration);
    this.canaries = new CanaryRecords(configuration, channel);
    this.backpressure = new Backpressure(configuration.mqtt().receiveMaximum());
    this.acknowledgements = new Acknowledgements(image -> backpressure.release(image.bytes()));
    this.writer =
        new ImageWriter(
            producer,
            records,
            configuration.topics().rejected(),
            acknowledgements,
            metrics,
            sender,
            givesUp,
            nanoTime);
    this.rates =
        new DeviceRates(configuration.limits().maxImagesPerSecond(), nanoTime, outages::seconds);
    this.connection =
        new MqttConnection(
            port,
            MqttSettings.durable(configuration.mqtt()),
            new MqttSubscriptions(subscriptions.filters(), canaries.filters()),
            new Receiver());
    metrics.bind(acknowledgements::waiting, connection::isReady);
  }

  /** Begins to connect to the MQTT broker, and to take images. */
  public void start() {
    connection.start();
  }

  /** Whether the bridge is connected and subscribed. */
  public boolean isReady() {
    return connection.isReady();
  }

  private final class Receiver implements MqttConnection.Receiver {
    @Override
    public void arrived(Delivery delivery) {
      take(new PendingImage(delivery, clock.millis(), nanoTime.getAsLong()));
    }

    @Override
    public void wasAway(long lost, long back) {
      outages.between(lost, back);
    }

    @Override
    public void ready(BrokerAnswer answer, boolean sessionLost) {
      metrics.granted(answer.maximumQos(), answer.sessionExpiry());
      if (sessionLost) {
        metrics.sessionLost();
      }
    }
  }

  /** Runs on the MQTT client's thread. It waits here while too many images are on their way. */
  private void take(PendingImage image) {
    backpressure.acquire(image.bytes());
    outages.between(image.arrivedNs(), nanoTime.getAsLong());
    if (!acknowledgements.add(image)) {
      backpressure.release(image.bytes());
      return;
    }
    sender.execute(() -> send(image));
  }

  /** Runs on the sender's thread. */
  private void send(PendingImage pending) {
    if (!pending.delivery().isCurrent()) {
      // the broker delivers it again over the new connection
      acknowledgements.settle(pending);
      return;
    }
    try {
      if (canaries.cover(pending.message())) {
        sendCanary(pending);
        return;
      }
      ReceivedImage image = reader.read(pending.message());
      metrics.received(records.device(image), image.bytes().length, pending.arrivedMs());
      Optional<Rejection> rejection = check(image);
      if (rejection.isPresent()) {
        writer.reject(pending, image, rejection.get());
      } else {
        writer.write(pending, image);
      }
    } catch (RuntimeException e) {
      writer.failed(pending, e);
    }
  }

  /** Sends a canary of this instance. Any other message on the topic of canaries is ignored. */
  private void sendCanary(PendingImage pending) {
    canaries
        .record(pending.message(), pending.arrivedMs())
        .ifPresentOrElse(
            record -> writer.writeCanary(pending, record),
            () -> {
              metrics.ignoredCanary();
              acknowledgements.settle(pending);
            });
  }

  private Optional<Rejection> check(ReceivedImage image) {
    Optional<Rejection> rejection = records.check(image);
    if (rejection.isPresent()) {
      return rejection;
    }
    return rates.allows(image.device())
        ? Optional.empty()
        : Optional.of(
            new Rejection(
                RejectionReason.TOO_MANY_IMAGES,
                "the device sends more than limits.maxImagesPerSecond"));
  }

  /**
   * Takes no more images, waits for those on their way into Kafka, acknowledges them, and
   * disconnects. The broker delivers again what Kafka did not take in time.
   */
  @Override
  public void close() {
    acknowledgements.stop();
    try {
      boolean all = acknowledgements.awaitAll(STORE_TIMEOUT);
      connection.close();
      sender.shutdown();
      if (!sender.awaitTermination(SENDER_TIMEOUT.toSeconds(), TimeUnit.SECONDS) || !all) {
        LOG.warn("images were still on their way into Kafka; the broker delivers them again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      connection.close();
      sender.shutdown();
    }
  }
}
