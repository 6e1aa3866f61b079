package dev.kizuki.stream.standin;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.event.CanaryChannel;
import dev.kizuki.stream.incident.ServiceStatus;
import dev.kizuki.stream.incident.ServiceStatus.ImageSource;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.lifecycle.Periodic;
import dev.kizuki.stream.metrics.BridgeMetrics;
import dev.kizuki.stream.metrics.StandInMetrics;
import dev.kizuki.stream.mqtt.MqttPort;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in for silent instances. An instance that dies leaves images in its MQTT session, and with
 * topics of its own all further images too. One live instance then takes over the session, until
 * the instance returns and takes it back. See {@link Peers} for who takes over, and {@link StandIn}
 * for what happens to the session.
 */
public final class StandIns implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StandIns.class);
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  /** The silence that is counted if {@code mqtt.standInAfter} is zero. */
  private static final Duration COUNTED_SILENCE = Duration.ofMinutes(1);

  private final boolean isOn;
  private final Duration silence;
  private final Peers peers;
  private final StatusReader reader;
  private final SessionsOfPeers sessions;
  private final Consumer<String> forgets;
  private final StandInMetrics metrics;
  private final LongSupplier nanoTime;
  private final Map<String, StandIn> byPeer = new ConcurrentHashMap<>();
  private final Map<String, Pause> pauses = new HashMap<>();
  private final Periodic timer = new Periodic("stand-ins", STEP, this::step);

  /** A session is not taken over again before a moment, unless the peer reports meanwhile. */
  private record Pause(Duration length, long since) {}

  /** Makes the bridge of the session of a peer. */
  public interface SessionsOfPeers {
    /**
     * @param peer the client identifier of the peer
     * @param source how the peer takes images
     * @param subscribes whether the session takes new images
     * @throws ConfigurationException if the topics of the peer do not fit this instance
     */
    StandIn.Sessions of(String peer, ImageSource source, boolean subscribes);

    /** See {@code mqtt.receiveMaximum}. */
    int receiveMaximum();
  }

  /**
   * @param instance the client identifier of this instance
   * @param own how this instance takes images
   * @param standInAfter the silence after which a peer needs a stand-in; zero: never
   * @param forgets deletes the report of an instance whose session has ended
   */
  StandIns(
      String instance,
      ImageSource own,
      Duration standInAfter,
      StatusReader reader,
      SessionsOfPeers sessions,
      Consumer<String> forgets,
      StandInMetrics metrics,
      LongSupplier nanoTime) {
    this.isOn = !standInAfter.isZero();
    this.silence = isOn ? standInAfter : COUNTED_SILENCE;
    this.peers = new Peers(instance, own, silence);
    this.reader = reader;
    this.sessions = sessions;
    this.forgets = forgets;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
  }

  /**
   * Makes the part of an instance that stands in for others.
   *
   * @param own how this instance takes images
   * @param producer writes to the topic of reports; this object does not close it
   */
  public static StandIns of(
      Configuration configuration,
      KafkaSettings kafka,
      ImageSource own,
      CanaryChannel channel,
      MqttPort port,
      Producer<String, byte[]> producer,
      BridgeMetrics bridgeMetrics,
      StandInMetrics metrics) {
    String topic = configuration.topics().services();
    return new StandIns(
        configuration.mqtt().clientId(),
        own,
        configuration.mqtt().standInAfter(),
        new StatusReader(() -> new KafkaConsumer<>(kafka.reader("-stand-ins")), topic),
        new PeerBridges(configuration, kafka, channel, port, bridgeMetrics),
        peer -> delete(producer, topic, peer),
        metrics,
        System::nanoTime);
  }

  private static void delete(Producer<String, byte[]> producer, String topic, String peer) {
    var unused = // the callback gets the failure
        producer.send(
            new ProducerRecord<>(topic, peer, null),
            (metadata, failure) -> {
              if (failure != null) {
                LOG.atWarn()
                    .addKeyValue("client", peer)
                    .log(
                        "the last report of a silent instance was not deleted, so an instance takes"
                            + " over its empty session again: {}",
                        failure.toString());
              }
            });
  }

  /** Starts to read the reports of the peers. */
  public void start() {
    timer.start(STEP);
  }

  /** The peers whose sessions this instance has taken over, by client identifier. */
  public List<String> peers() {
    return byPeer.keySet().stream().sorted().toList();
  }

  /** Reads the reports, and goes one step on with each session. */
  void step() {
    reader.read(
        (status, offset) -> peers.report(status, offset, nanoTime.getAsLong()), peers::forget);
    long now = nanoTime.getAsLong();
    continueSessions(now);
    int unattended = 0;
    if (peers.isAwake(now)) {
      for (ServiceStatus peer : peers.waiting(now)) {
        if (isOn && !byPeer.containsKey(peer.instance()) && mayBegin(peer.instance(), now)) {
          begin(peer, now);
        }
        StandIn standIn = byPeer.get(peer.instance());
        unattended += standIn == null || !standIn.isReady() ? 1 : 0;
      }
    }
    metrics.now((int) byPeer.values().stream().filter(StandIn::isReady).count(), unattended);
  }

  private boolean mayBegin(String peer, long now) {
    Pause pause = pauses.get(peer);
    if (pause != null && peers.hasReported(peer, pause.since)) {
      pauses.remove(peer);
      pause = null;
    }
    return peers.isChosen(peer, now)
        && (pause == null || now - pause.since >= pause.length.toNanos());
  }

  private void begin(ServiceStatus peer, long now) {
    String name = peer.instance();
    ImageSource source = Objects.requireNonNull(peer.source());
    boolean served = peers.areTopicsServed(source, now);
    try {
      StandIn made =
          new StandIn(
              name,
              sessions.receiveMaximum(),
              sessions.of(name, source, !served),
              metrics,
              nanoTime);
      byPeer.put(name, made);
      made.start();
    } catch (ConfigurationException e) {
      LOG.atError()
          .addKeyValue("client", name)
          .log(
              "this instance cannot stand in for a silent one, because its topics do not fit: {}",
              e.getMessage());
      pauses.put(name, new Pause(LONGEST_PAUSE, now));
      return;
    }
    metrics.begun();
    LOG.atWarn()
        .addKeyValue("client", name)
        .addKeyValue("lastReport", peer.at())
        .log(
            served
                ? "an instance is silent: this one takes the images that wait for it, and ends its"
                    + " session"
                : "an instance is silent: this one takes its images until it returns");
  }

  private void continueSessions(long now) {
    for (Iterator<Map.Entry<String, StandIn>> all = byPeer.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<String, StandIn> each = all.next();
      String peer = each.getKey();
      StandIn standIn = each.getValue();
      if (standIn.isTakenOver()) {
        metrics.takenBack();
        pauseAfterLoss(peer, now);
        end(peer, standIn, "another client has taken its session", all);
      } else if (peers.isBack(peer, standIn.startedNs())) {
        end(peer, standIn, "it has returned", all);
      } else if (standIn.step(isServed(peer, now))) {
        forgets.accept(peer);
        peers.forget(peer);
        end(peer, standIn, "its session was empty and is deleted", all);
      }
    }
  }

  private boolean isServed(String peer, long now) {
    ImageSource source = peers.source(peer);
    return source != null && peers.isAwake(now) && peers.areTopicsServed(source, now);
  }

  /** An instance that lives but cannot reach Kafka takes its session back again and again. */
  private void pauseAfterLoss(String peer, long now) {
    Pause before = pauses.get(peer);
    Duration length = before == null ? silence : before.length.multipliedBy(2);
    pauses.put(peer, new Pause(length.compareTo(LONGEST_PAUSE) < 0 ? length : LONGEST_PAUSE, now));
  }

  private static void end(
      String peer, StandIn standIn, String why, Iterator<Map.Entry<String, StandIn>> all) {
    LOG.atInfo()
        .addKeyValue("client", peer)
        .log("this instance no longer stands in for another one: {}", why);
    all.remove();
    standIn.close();
  }

  @Override
  public void close() {
    timer.close();
    byPeer.values().forEach(StandIn::close);
    reader.close();
  }
}
