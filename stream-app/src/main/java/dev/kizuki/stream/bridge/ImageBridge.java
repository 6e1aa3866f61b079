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
import dev.kizuki.stream.rejected.RejectedRecord;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries images from MQTT to Kafka. An image is acknowledged to the MQTT broker only after Kafka
 * acknowledged it, and in order of arrival; until then the broker keeps it. If Kafka does not take
 * an image, the MQTT connection is reset, so that the broker delivers the image again.
 */
public final class ImageBridge implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ImageBridge.class);
  private static final Duration STORE_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration SENDER_TIMEOUT = Duration.ofSeconds(5);

  private final Producer<String, byte[]> producer;
  private final BridgeMetrics metrics;
  private final Runnable givesUp;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final MessageReader reader;
  private final ImageRecords records;
  private final CanaryRecords canaries;
  private final String rejectedTopic;
  private final Backpressure backpressure;
  private final Acknowledgements acknowledgements;
  private final Outages outages = new Outages();
  private final MqttConnection connection;
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "bridge-sender"));

  /** Used by the sender's thread alone. */
  private final DeviceRates rates;

  private volatile boolean hasStored;

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
    this.producer = producer;
    this.metrics = metrics;
    this.givesUp = givesUp;
    this.clock = clock;
    this.nanoTime = nanoTime;
    Subscriptions subscriptions = new Subscriptions(configuration);
    this.reader = new MessageReader(subscriptions, metrics);
    this.records = new ImageRecords(configuration);
    this.canaries = new CanaryRecords(configuration, channel);
    this.rejectedTopic = configuration.topics().rejected();
    this.backpressure = new Backpressure(configuration.mqtt().receiveMaximum());
    this.acknowledgements = new Acknowledgements(image -> backpressure.release(image.bytes()));
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
        reject(pending, image, rejection.get());
      } else {
        send(pending, image, records.image(image, pending.arrivedMs()));
      }
    } catch (RuntimeException e) {
      failed(pending, e);
    }
  }

  /** Sends a canary of this instance. Any other message on the topic of canaries is ignored. */
  private void sendCanary(PendingImage pending) {
    Optional<ProducerRecord<String, byte[]>> record =
        canaries.record(pending.message(), pending.arrivedMs());
    if (record.isEmpty()) {
      metrics.ignoredCanary();
      acknowledgements.settle(pending);
      return;
    }
    var unused = // the callback gets the result
        producer.send(
            record.get(),
            (metadata, e) -> {
              if (e == null) {
                stored(pending);
              } else if (e instanceof RecordTooLargeException) {
                LOG.warn("Kafka refused a canary, which is lost: {}", e.toString());
                acknowledgements.settle(pending);
              } else {
                failed(pending, e);
              }
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

  private void reject(PendingImage pending, ReceivedImage image, Rejection rejection) {
    metrics.rejected(rejection.reason());
    send(pending, image, records.rejected(image, pending.arrivedMs(), rejection));
  }

  private void send(
      PendingImage pending, ReceivedImage image, ProducerRecord<String, byte[]> record) {
    var unused = // the callback gets the result
        producer.send(
            record,
            (metadata, e) -> {
              if (e == null) {
                stored(pending);
              } else if (e instanceof RecordTooLargeException) {
                sender.execute(() -> tooLarge(pending, image, record, e));
              } else {
                failed(pending, e);
              }
            });
  }

  private void stored(PendingImage image) {
    hasStored = true;
    metrics.stored(nanoTime.getAsLong() - image.arrivedNs());
    acknowledgements.settle(image);
  }

  private void tooLarge(
      PendingImage pending,
      ReceivedImage image,
      ProducerRecord<String, byte[]> record,
      Exception refusal) {
    if (record.topic().equals(rejectedTopic)) {
      cutFurther(pending, image, record, refusal);
    } else {
      rejectAsTooLarge(pending, image, refusal);
    }
  }

  /** The topic of rejected images takes smaller records than this one. */
  private void cutFurther(
      PendingImage pending,
      ReceivedImage image,
      ProducerRecord<String, byte[]> record,
      Exception refusal) {
    Headers headers = new RecordHeaders(record.headers());
    Optional<byte[]> rest = RejectedRecord.cutFurther(headers, record.value());
    if (rest.isEmpty()) {
      LOG.atError()
          .addKeyValue("device", record.key())
          .log(
              "the topic of rejected images does not take an image's headers, so the image is lost;"
                  + " raise max.message.bytes of topics.rejected: {}",
              refusal.getMessage());
      metrics.lost();
      acknowledgements.settle(pending);
      return;
    }
    try {
      send(
          pending,
          image,
          new ProducerRecord<>(
              record.topic(), null, record.timestamp(), record.key(), rest.get(), headers));
    } catch (RuntimeException e) {
      failed(pending, e);
    }
  }

  private void rejectAsTooLarge(PendingImage pending, ReceivedImage image, Exception refusal) {
    try {
      reject(
          pending,
          image,
          new Rejection(
              RejectionReason.TOO_MANY_BYTES,
              "Kafka refused it (raise max.message.bytes of the topic): " + refusal.getMessage()));
    } catch (RuntimeException e) {
      failed(pending, e);
    }
  }

  /** Kafka did not take the image: the broker must deliver it again over a new connection. */
  private void failed(PendingImage image, Exception e) {
    LOG.atWarn()
        .addKeyValue("topic", image.message().topic())
        .log("Kafka did not take an image, MQTT delivers it again: {}", e.toString());
    metrics.failed();
    if (!hasStored && (e instanceof TimeoutException || e instanceof AuthenticationException)) {
      givesUp.run();
    }
    image.delivery().redeliver("Kafka did not take an image");
    // the connection is reset, so this acknowledges nothing
    acknowledgements.settle(image);
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
