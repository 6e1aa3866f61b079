package dev.kizuki.stream.standin;

import dev.kizuki.stream.config.ImageSubscription;
import dev.kizuki.stream.incident.ServiceStatus;
import dev.kizuki.stream.incident.ServiceStatus.ImageSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The knowledge of an instance about its peers from their reports, and the peers that it stands in
 * for. Peers are the instances with the same {@code kafka.applicationId} and the same {@code
 * mqtt.broker}.
 *
 * <p>The silence of a peer is the time since its last report came, by the clock of this instance:
 * the clocks of the peers do not matter. It counts only while the reports of this instance come
 * back to it. So an instance that starts, or that Kafka did not answer for a while, first waits for
 * the reports of the others. Not thread-safe.
 */
final class Peers {
  /** An instance reports every 5 s. It counts as live for this time after a report. */
  static final Duration LIVE = Duration.ofSeconds(20);

  private final String instance;
  private final ImageSource own;
  private final long silenceNs;
  private final Map<String, Report> byInstance = new HashMap<>();
  private boolean awake;
  private long awakeSince;

  /** The last report of an instance, and when it came. */
  private record Report(ServiceStatus status, long offset, long atNs) {}

  /**
   * @param instance the client identifier of this instance
   * @param own how this instance takes images
   * @param silence the silence after which a peer needs a stand-in
   */
  Peers(String instance, ImageSource own, Duration silence) {
    this.instance = instance;
    this.own = own;
    this.silenceNs = silence.toNanos();
  }

  /**
   * Takes a report of a peer, of this instance or of a stranger. A report that came before is
   * ignored.
   *
   * @param offset the place of the report in its partition of Kafka
   * @param now the time of a clock such as {@link System#nanoTime}
   */
  void report(ServiceStatus status, long offset, long now) {
    Report before = byInstance.get(status.instance());
    if (before == null || offset > before.offset || status.at().isAfter(before.status.at())) {
      byInstance.put(status.instance(), new Report(status, offset, now));
    }
  }

  /** The report of an instance was deleted: its session has ended. */
  void forget(String gone) {
    byInstance.remove(gone);
  }

  /**
   * Returns whether the reports of this instance come back to it. While they do not, it cannot know
   * who is silent.
   */
  boolean isAwake(long now) {
    boolean hearsItself = isLive(byInstance.get(instance), now);
    if (hearsItself && !awake) {
      awakeSince = now;
    }
    awake = hearsItself;
    return awake;
  }

  /** The silent peers whose sessions no other live instance has taken over. */
  List<ServiceStatus> waiting(long now) {
    return byInstance.values().stream()
        .filter(report -> isPeer(report.status))
        .filter(report -> now - Math.max(report.atNs, awakeSince) >= silenceNs)
        .map(Report::status)
        .filter(peer -> !isTaken(peer.instance(), now))
        .toList();
  }

  private boolean isPeer(ServiceStatus status) {
    ImageSource source = status.source();
    return source != null
        && !status.instance().equals(instance)
        && source.application().equals(own.application())
        && source.broker().equals(own.broker());
  }

  private boolean isTaken(String peer, long now) {
    return livePeers(now)
        .anyMatch(live -> Objects.requireNonNull(live.source()).standsInFor().contains(peer));
  }

  private Stream<ServiceStatus> livePeers(long now) {
    return byInstance.values().stream()
        .filter(report -> isLive(report, now))
        .map(Report::status)
        .filter(this::isPeer);
  }

  private static boolean isLive(@Nullable Report report, long now) {
    return report != null && now - report.atNs < LIVE.toNanos();
  }

  /**
   * Returns whether this instance is the one that stands in for a peer. All live instances that
   * stand in for others choose the same one, and different ones for different peers.
   */
  boolean isChosen(String peer, long now) {
    long mine = rank(instance, peer);
    return livePeers(now)
        .filter(other -> Objects.requireNonNull(other.source()).standsIn())
        .map(ServiceStatus::instance)
        .noneMatch(
            other -> {
              long rank = rank(other, peer);
              return rank > mine || (rank == mine && other.compareTo(instance) > 0);
            });
  }

  /** Rendezvous hashing: who leaves or joins changes nothing for the others. */
  private static long rank(String candidate, String peer) {
    CRC32 hash = new CRC32();
    hash.update((candidate + '\n' + peer).getBytes(StandardCharsets.UTF_8));
    return hash.getValue();
  }

  /**
   * Returns whether live instances take all new images of a peer, because they share its topics or
   * have topics that hold them. Its session must then take no more new images.
   */
  boolean areTopicsServed(ImageSource source, long now) {
    List<ImageSubscription> live =
        Stream.concat(Stream.of(own), livePeers(now).map(ServiceStatus::source))
            .map(Objects::requireNonNull)
            .flatMap(each -> each.topics().stream())
            .toList();
    return source.topics().stream()
        .allMatch(topic -> live.stream().anyMatch(other -> holds(other, topic)));
  }

  /** Returns whether the first filter matches all topics of the second. */
  private static boolean holds(ImageSubscription filter, ImageSubscription held) {
    List<String> all = List.of(filter.deviceTopic().filter().toString().split("/", -1));
    List<String> some = List.of(held.deviceTopic().filter().toString().split("/", -1));
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).equals("#")) {
        return true;
      }
      boolean matches =
          i < some.size()
              && !some.get(i).equals("#")
              && (all.get(i).equals("+") || all.get(i).equals(some.get(i)));
      if (!matches) {
        return false;
      }
    }
    return all.size() == some.size();
  }

  /** Returns the way in which a peer takes images; null if it is not known. */
  @Nullable ImageSource source(String peer) {
    Report report = byInstance.get(peer);
    return report == null ? null : report.status.source();
  }

  /** Returns whether a peer reported after a moment that it takes images itself. */
  boolean isBack(String peer, long since) {
    Report report = byInstance.get(peer);
    return report != null && report.atNs > since && report.status.ready();
  }

  /** Returns whether a peer reported after a moment. */
  boolean hasReported(String peer, long since) {
    Report report = byInstance.get(peer);
    return report != null && report.atNs > since;
  }
}
