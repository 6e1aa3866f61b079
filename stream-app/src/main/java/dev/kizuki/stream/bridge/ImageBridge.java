package dev.kizuki.stream.bridge;

import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.event.CanaryChannel;
import dev.kizuki.stream.metrics.BridgeMetrics;
import dev.kizuki.stream.mqtt.BrokerAnswer;
import dev.kizuki.stream.mqtt.Delivery;
import dev.kizuki.stream.mqtt.MqttConnection;
import dev.kizuki.stream.mqtt.MqttFailure;
import dev.kizuki.stream.mqtt.MqttPort;
import dev.kizuki.stream.mqtt.MqttSettings;
import dev.kizuki.stream.mqtt.MqttSubscriptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
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
  private final List<String> filters;
  private final MqttConnection connection;
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "bridge-sender"));

  /** Whether an image came while the bridge was closing; it is not acknowledged. */
  private volatile boolean refused;

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
    this(configuration, channel, port, producer, metrics, givesUp, null, true, clock, nanoTime);
    metrics.bind(acknowledgements::waiting, connection::isReady);
  }

  /**
   * Makes a bridge that takes the images of another instance, through the session of that instance.
   *
   * @param configuration {@code mqtt} has the client identifier and the topics of that instance
   * @param channel the canaries of this instance; those of the other one are ignored
   * @param subscribes whether the session goes on to take new images, also if the broker has lost
   *     it
   * @param session is told what happens to the session
   */
  public static ImageBridge ofPeer(
      Configuration configuration,
      CanaryChannel channel,
      MqttPort port,
      Producer<String, byte[]> producer,
      BridgeMetrics metrics,
      boolean subscribes,
      PeerSession session) {
    return new ImageBridge(
        configuration,
        channel,
        port,
        producer,
        metrics,
        // the bridge of this instance notices it too
        () -> {},
        session,
        subscribes,
        InstantSource.system(),
        System::nanoTime);
  }

  private ImageBridge(
      Configuration configuration,
      CanaryChannel channel,
      MqttPort port,
      Producer<String, byte[]> producer,
      BridgeMetrics metrics,
      Runnable givesUp,
      @Nullable PeerSession peer,
      boolean subscribes,
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
            subscribes
                ? new MqttSubscriptions(subscriptions.filters(), canaries.filters())
                : MqttSubscriptions.none(),
            peer == null ? new Receiver() : new PeerReceiver(peer));
    List<String> all = new ArrayList<>(subscriptions.filters());
    all.addAll(canaries.filters());
    this.filters = List.copyOf(all);
  }

  /** Begins to connect to the MQTT broker, and to take images. */
  public void start() {
    connection.start();
  }

  /** Returns whether the bridge is connected and subscribed. */
  public boolean isReady() {
    return connection.isReady();
  }

  /** The images that were taken from MQTT and are not acknowledged yet. */
  public int unacknowledged() {
    return acknowledgements.waiting();
  }

  /**
   * Ends the subscriptions of the session. What the broker has begun to deliver still arrives.
   *
   * @throws MqttFailure if the bridge is not connected, or the broker refuses
   */
  public void unsubscribe() throws MqttFailure {
    connection.unsubscribe(filters);
  }

  private final class PeerReceiver implements MqttConnection.Receiver {
    private final Receiver receiver = new Receiver();
    private final PeerSession session;

    PeerReceiver(PeerSession session) {
      this.session = session;
    }

    @Override
    public void arrived(Delivery delivery) {
      session.arrived();
      receiver.arrived(delivery);
    }

    @Override
    public void wasAway(long lost, long back) {
      receiver.wasAway(lost, back);
    }

    @Override
    public void ready(BrokerAnswer answer, boolean sessionLost) {
      if (sessionLost) {
        metrics.sessionLost();
      }
      session.ready();
    }

    @Override
    public boolean takesSessionBack() {
      session.takenOver();
      return false;
    }
  }

  private class Receiver implements MqttConnection.Receiver {
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
      refused = true;
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
    close(false);
  }

  /**
   * Closes the bridge as {@link #close} does. If all images are acknowledged, the broker deletes
   * the session. Call this after {@link #unsubscribe}, when no more images arrive.
   *
   * @return false if an image was not acknowledged or the bridge was not connected, so that the
   *     broker keeps the session
   */
  public boolean closeForGood() {
    return close(true);
  }

  private boolean close(boolean forGood) {
    boolean ended = false;
    acknowledgements.stop();
    try {
      boolean all = acknowledgements.awaitAll(STORE_TIMEOUT);
      if (forGood && all && !refused) {
        ended = connection.closeForGood();
      } else {
        connection.close();
      }
      sender.shutdown();
      if (!sender.awaitTermination(SENDER_TIMEOUT.toSeconds(), TimeUnit.SECONDS) || !all) {
        LOG.warn("images were still on their way into Kafka; the broker delivers them again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      connection.close();
      sender.shutdown();
    }
    return ended;
  }
}
