package dev.kizuki.stream.limit;

import dev.kizuki.model.Threshold;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.event.LimitOwner;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.limit.DeviceLimit.State;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The limits of all devices, and the pools of their lines. One thread puts limits, any number of
 * threads judge with them.
 */
public final class KnownLimits {
  private final Map<String, KnownLimit> limits = new ConcurrentHashMap<>();
  private final Map<Group, Members> groups = new ConcurrentHashMap<>();

  /** The devices that share a pool. */
  private record Group(String line, String graph) {}

  /** The limits of a group that count, and their pool when it was needed. */
  private static final class Members {
    final Map<String, KnownLimit> limits = new ConcurrentHashMap<>();
    private @Nullable LimitPool pool;
    private boolean isStale = true;

    synchronized void change(String device, @Nullable KnownLimit limit) {
      if (limit == null) {
        limits.remove(device);
      } else {
        limits.put(device, limit);
      }
      isStale = true;
    }

    synchronized @Nullable LimitPool pool() {
      if (isStale) {
        pool = LimitPool.of(limits.values());
        isStale = false;
      }
      return pool;
    }
  }

  /** Takes a limit, new or changed. */
  public void put(DeviceLimit limit) {
    KnownLimit next = KnownLimit.of(limit);
    KnownLimit old = limits.put(limit.device(), next);
    leave(limit.device(), old);
    if (next.threshold() != null) {
      groups
          .computeIfAbsent(new Group(next.line(), next.graph()), group -> new Members())
          .change(limit.device(), next);
    }
  }

  /** Forgets the limit of a device. */
  public void remove(String device) {
    leave(device, limits.remove(device));
  }

  private void leave(String device, @Nullable KnownLimit old) {
    if (old != null && old.threshold() != null) {
      Members members = groups.get(new Group(old.line(), old.graph()));
      if (members != null) {
        members.change(device, null);
      }
    }
  }

  /** Returns the limit of a device in any state; null if there is none. */
  public @Nullable KnownLimit of(String device) {
    return limits.get(device);
  }

  /** The number of devices whose limit is in a state. */
  public int count(State state) {
    return (int) limits.values().stream().filter(limit -> limit.state() == state).count();
  }

  /**
   * Judges with the limit of a device: its own, else that of its line, else that of the model.
   *
   * @param verdict the verdict of the model
   * @param graph the digest of the network that gave the distance
   * @param falseAlarmRate the rate that the threshold of a line must keep
   */
  public ModelVerdict judge(
      String device, String line, ModelVerdict verdict, String graph, double falseAlarmRate) {
    if (groups.isEmpty() || !(verdict.verdict() instanceof Verdict.Scored scored)) {
      return verdict;
    }
    double distance = scored.score().distance();
    KnownLimit own = limits.get(device);
    if (own != null && own.counts(graph)) {
      Verdict other = own.verdict(distance);
      return other == null ? verdict : verdict.under(other, LimitOwner.DEVICE);
    }
    Members members = groups.get(new Group(line, graph));
    LimitPool pool = members == null ? null : members.pool();
    Threshold threshold = pool == null ? null : pool.threshold(falseAlarmRate);
    return pool == null || threshold == null
        ? verdict
        : verdict.under(
            Verdict.of((float) distance, threshold, pool.calibration()), LimitOwner.LINE);
  }
}
