package dev.kizuki.stream.topology;

import dev.kizuki.scoring.Score;
import dev.kizuki.stream.drift.BurnIn;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.Judgement;
import dev.kizuki.stream.limit.DeviceLearning;
import dev.kizuki.stream.limit.DeviceLimit.State;
import dev.kizuki.stream.limit.KnownLimit;
import dev.kizuki.stream.limit.KnownLimits;
import dev.kizuki.stream.limit.LimitAction;
import dev.kizuki.stream.limit.LimitMemory;
import dev.kizuki.stream.metrics.IncidentMetrics.ActionOutcome;
import dev.kizuki.stream.models.ServedModel;
import dev.kizuki.stream.models.ServedModels;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges with the limits of devices, lets the devices of one task learn theirs, and applies
 * people's actions on them. Not thread-safe.
 */
final class LimitKeeper implements BurnIns {
  private static final Logger LOG = LoggerFactory.getLogger(LimitKeeper.class);
  private static final long SAVE_MS = Duration.ofMinutes(1).toMillis();

  /** Images this long before the first suspicion may show the fault of the camera. */
  private static final Duration UNMEASURED = Duration.ofSeconds(2);

  private final int burnIn;
  private final KnownLimits known;
  private final ServedModels models;
  private final ProcessorContext<String, byte[]> context;
  private final LimitStore store;

  /** The digests of the networks of the models seen so far, by the digest of the model file. */
  private final Map<String, String> graphs = new HashMap<>();

  LimitKeeper(
      LimitSettings settings, ServedModels models, ProcessorContext<String, byte[]> context) {
    this.burnIn = settings.burnIn();
    this.known = settings.known();
    this.models = models;
    this.context = context;
    this.store = new LimitStore(context.getStateStore(AnomalyTopology.BURN_IN_STORE));
  }

  /** Judges with the limit of the device, or of its line. Else the model's verdict stays. */
  ModelVerdict judge(WatchedDevice device, ModelVerdict verdict) {
    ModelReference model = verdict.model();
    if (model == null) {
      return verdict;
    }
    follow(device, model);
    String graph = device.limit.graph;
    return graph == null
        ? verdict
        : known.judge(device.name, device.line, verdict, graph, device.limit.falseAlarmRate);
  }

  /** Follows the model of a device. This costs nothing if the model is the one before. */
  private void follow(WatchedDevice device, ModelReference model) {
    WatchedLimit limit = device.limit;
    if (model.equals(limit.model)) {
      return;
    }
    Optional<ServedModel> served = models.forDevice(device.name);
    models.all().forEach(each -> graphs.put(each.reference().sha256(), each.graph()));
    String graph = graphs.get(model.sha256());
    if (served.isEmpty() || graph == null) {
      return; // the model was replaced a moment ago; the next image has a known one
    }
    limit.model = model;
    limit.falseAlarmRate = served.get().threshold().falseAlarmRate();
    if (!graph.equals(limit.graph)) {
      saveIfUnsaved(device);
      limit.graph = graph;
      restore(device, graph);
    }
    keepPromise(device);
  }

  private void restore(WatchedDevice device, String graph) {
    LimitMemory memory = store.find(device.name, graph);
    device.limit.learning = memory == null ? null : new DeviceLearning(memory);
    KnownLimit published = known.of(device.name);
    if (memory != null && (published == null || !published.graph().equals(graph))) {
      // the device is back at an earlier network
      change(device, learning -> true);
    }
  }

  /** Lets a confirmed limit follow the rate of the model. */
  private void keepPromise(WatchedDevice device) {
    DeviceLearning learning = device.limit.learning;
    Double promised = learning == null ? null : learning.falseAlarmRate();
    if (promised != null && promised != device.limit.falseAlarmRate) {
      change(device, each -> each.promise(device.limit.falseAlarmRate));
    }
  }

  /** A change of a burn-in that is in the heap. */
  private interface Change {
    /** Returns whether anything changed. */
    boolean apply(DeviceLearning learning);
  }

  private boolean change(WatchedDevice device, Change change) {
    DeviceLearning learning = device.limit.learning;
    if (learning == null) {
      return false;
    }
    if (learning.state() != State.LEARNING) {
      LimitMemory memory = store.find(device.name, learning.graph());
      if (memory == null) {
        return false;
      }
      learning.restoreImages(memory);
    }
    boolean changed = change.apply(learning);
    if (changed) {
      save(device, learning);
    }
    learning.releaseImages();
    return changed;
  }

  /** Keeps and publishes the state. The burn-in must be in the heap. */
  private void save(WatchedDevice device, DeviceLearning learning) {
    long nowMs = context.currentSystemTimeMs();
    store.put(learning.memory());
    publish(device.name, IncidentJson.write(learning.published()), nowMs);
    device.limit.isUnsaved = false;
    device.limit.saveAtMs = nowMs + SAVE_MS;
  }

  private void publish(String device, byte @Nullable [] limit, long nowMs) {
    context.forward(new Record<>(device, limit, nowMs), AnomalyTopology.LIMITS);
  }

  /**
   * Lets the device learn from an image, unless the camera is at fault or a person judged the
   * present incident as real.
   *
   * @param place gives the place of the image in Kafka, which costs a digest
   */
  void learn(
      WatchedDevice device,
      ModelVerdict verdict,
      Score score,
      long atMs,
      long offset,
      Supplier<ImageReference> place) {
    WatchedLimit limit = device.limit;
    boolean isOfModel = Objects.equals(limit.model, verdict.model());
    if (limit.graph == null || !isOfModel || isUntrusted(device, score)) {
      return;
    }
    Instant at = Instant.ofEpochMilli(atMs);
    if (limit.learning == null) {
      if (isPublished(device)) {
        return;
      }
      save(device, begin(device, at));
    }
    DeviceLearning learning = Objects.requireNonNull(limit.learning);
    if (learning.state() == State.LEARNING) {
      boolean isComplete =
          learning.add(score.distance(), at, offset, Objects.requireNonNull(limit.model), place);
      limit.isUnsaved = true;
      if (isComplete) {
        save(device, learning);
        learning.releaseImages();
      }
    }
  }

  private boolean isUntrusted(WatchedDevice device, Score score) {
    WatchedLimit limit = device.limit;
    boolean isSuspected = device.suspectedMs != 0 || device.isSick();
    if (isSuspected && !limit.isSuspected && device.suspectedMs != 0) {
      forgetSince(device, Instant.ofEpochMilli(device.suspectedMs).minus(UNMEASURED));
    }
    limit.isSuspected = isSuspected;
    Incident active = device.active.get(IncidentKind.ANOMALY);
    Judgement judged = active == null ? null : active.judged();
    boolean isReal = judged != null && judged.verdict() == Judgement.Verdict.REAL;
    return isSuspected || (isReal && score.relative() > 1);
  }

  private static void forgetSince(WatchedDevice device, Instant first) {
    DeviceLearning learning = device.limit.learning;
    if (learning != null && learning.state() == State.LEARNING) {
      device.limit.isUnsaved |= learning.remove(first, Instant.MAX, -1);
    }
  }

  /**
   * Returns whether the topic has a complete burn-in that this task does not keep, for example
   * because the service has a new applicationId. It counts until a person lets the device learn
   * again.
   */
  private boolean isPublished(WatchedDevice device) {
    KnownLimit published = known.of(device.name);
    return published != null
        && published.state() != State.LEARNING
        && published.graph().equals(device.limit.graph);
  }

  private DeviceLearning begin(WatchedDevice device, Instant at) {
    WatchedLimit limit = device.limit;
    DeviceLearning learning =
        new DeviceLearning(
            device.name,
            device.line,
            Objects.requireNonNull(limit.model),
            Objects.requireNonNull(limit.graph),
            burnIn,
            at);
    limit.learning = learning;
    return learning;
  }

  /** Removes the images of an incident that a person judged as real. */
  void judgedReal(WatchedDevice device, Incident incident) {
    if (incident.kind() != IncidentKind.ANOMALY || incident.worst() == null) {
      return;
    }
    double threshold = incident.worst().threshold();
    followServed(device);
    change(
        device, learning -> learning.remove(incident.firstSeen(), incident.lastSeen(), threshold));
  }

  /** Finds the model of a device that sent no image since this task began. */
  private boolean followServed(WatchedDevice device) {
    if (device.limit.model == null) {
      models.forDevice(device.name).ifPresent(served -> follow(device, served.reference()));
    }
    return device.limit.model != null;
  }

  /**
   * Applies a person's action.
   *
   * @param device null if the device is not known
   */
  ActionOutcome apply(@Nullable WatchedDevice device, LimitAction action, Instant now) {
    if (device == null || !followServed(device)) {
      LOG.atWarn().log("an action on a limit names a device that is not known, by {}", action.by());
      return ActionOutcome.UNKNOWN;
    }
    DeviceLearning learning = device.limit.learning;
    if (learning != null && learning.isApplied(action)) {
      return ActionOutcome.REPEATED;
    }
    boolean isForeign = learning == null && isPublished(device);
    if (action.action() == LimitAction.Type.LEARN
        || (isForeign && action.action() == LimitAction.Type.DROP)) {
      learn(device, action.id(), action.by(), now, action.note());
      return ActionOutcome.APPLIED;
    }
    boolean changed =
        change(
            device,
            each -> {
              if (action.action() == LimitAction.Type.CONFIRM) {
                each.confirm(action, device.limit.falseAlarmRate, obstacle(device), now);
              } else {
                each.drop(action, now);
              }
              return true;
            });
    if (!changed) {
      LOG.atWarn()
          .addKeyValue("device", device.name)
          .log("an action on a limit has no burn-in here; begin anew with 'kizuki limits learn'");
      return ActionOutcome.UNKNOWN;
    }
    DeviceLearning applied = Objects.requireNonNull(device.limit.learning);
    if (applied.state() == State.CONFIRMED) {
      store.deleteOthers(device.name, applied.graph());
    }
    return ActionOutcome.APPLIED;
  }

  /** Why the present state of a device forbids to confirm its limit; null if nothing does. */
  private static @Nullable String obstacle(WatchedDevice device) {
    if (device.suspectedMs != 0) {
      return "the camera may be at fault at this moment";
    }
    return device.active.values().stream()
        .filter(incident -> !isFalseAlarm(incident))
        .findFirst()
        .map(
            incident ->
                "the device has an active incident (%s); wait until it is cleared, or judge it false"
                    .formatted(incident.kind().name().toLowerCase(Locale.ROOT)))
        .orElse(null);
  }

  /** Returns whether a person said that the product is normal, so that the threshold is too low. */
  private static boolean isFalseAlarm(Incident incident) {
    return incident.kind() == IncidentKind.ANOMALY
        && incident.judged() != null
        && incident.judged().verdict() == Judgement.Verdict.FALSE;
  }

  @Override
  public @Nullable BurnIn of(WatchedDevice device) {
    DeviceLearning learning = device.limit.learning;
    KnownLimit published = known.of(device.name);
    boolean isComplete =
        published != null
            && published.calibration() != null
            && published.graph().equals(device.limit.graph)
            && (learning == null || learning.state() != State.LEARNING);
    return isComplete && published != null && published.calibration() != null
        ? new BurnIn(published.from().toString(), published.calibration())
        : null;
  }

  @Override
  public void learn(WatchedDevice device, String by, Instant now) {
    if (followServed(device)) {
      learn(device, UUID.randomUUID().toString(), by, now, null);
    }
  }

  private void learn(
      WatchedDevice device, String action, String by, Instant now, @Nullable String note) {
    DeviceLearning learning = begin(device, now);
    learning.begunBy(action, by, now, note);
    save(device, learning);
  }

  /** Keeps and publishes the progress of a device, at most once a minute. */
  void tick(WatchedDevice device, long nowMs) {
    if (device.limit.isUnsaved && nowMs >= device.limit.saveAtMs) {
      saveIfUnsaved(device);
    }
  }

  private void saveIfUnsaved(WatchedDevice device) {
    DeviceLearning learning = device.limit.learning;
    if (device.limit.isUnsaved && learning != null && learning.state() == State.LEARNING) {
      save(device, learning);
    }
  }

  /** Forgets a device that sent no image for a long time. */
  void forget(String device) {
    store.delete(device);
    publish(device, null, context.currentSystemTimeMs());
  }
}
