package dev.kizuki.stream.canary;

import dev.kizuki.model.GoldenImage;
import dev.kizuki.stream.alert.AlertSubscriber;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.event.CanaryDevice;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.lifecycle.Periodic;
import dev.kizuki.stream.lifecycle.ServiceException;
import dev.kizuki.stream.metrics.CanaryMeters;
import dev.kizuki.stream.metrics.CanaryMetrics;
import dev.kizuki.stream.models.ServedModel;
import dev.kizuki.stream.models.ServedModels;
import dev.kizuki.stream.mqtt.ImagePublisher;
import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.MqttPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Sends images of a known verdict the whole way, over MQTT as a device does, and waits for what
 * comes back over MQTT: of each model the golden image that is farthest from normal, and, where the
 * configuration names one, an image that is known to be normal.
 */
public final class Canary implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Canary.class);

  private static final Duration TICK = Duration.ofMillis(500);

  /** How far a distance may be from the golden one, relative to it; as in the self-test. */
  private static final double TOLERANCE = 1e-3;

  private final Duration interval;
  private final Duration timeout;
  private final ImagePublisher publisher;
  private final AlertSubscriber verdicts;
  private final ServedModels models;
  private final CanaryMetrics metrics;
  private final String clientId;

  // touched by the clock alone
  private boolean started;
  private List<ServedModel> hatchedFrom = List.of();
  private List<Bird> birds = List.of();

  private final Periodic clock;

  // guarded by this
  private final Map<String, Flight> flying = new HashMap<>();
  private long nextRound = System.nanoTime();

  /** The images of one model. */
  private record Bird(String device, String modelSha256, List<Image> images, CanaryMeters meters) {}

  private static final class Image {
    private final String name;
    private final byte[] payload;
    private final Predicate<ImageEvent.Data> isRight;

    Image(String name, byte[] payload, Predicate<ImageEvent.Data> isRight) {
      this.name = name;
      this.payload = payload;
      this.isRight = isRight;
    }
  }

  /** One image on its way. */
  private record Flight(Image image, Round round, long start) {}

  /** The images of one model that were sent together. */
  private static final class Round {
    private final Bird bird;
    private int outstanding;
    private boolean failed;

    Round(Bird bird) {
      this.bird = bird;
      this.outstanding = bird.images.size();
    }

    void landed() {
      if (--outstanding == 0 && !failed) {
        bird.meters.passed(Instant.now());
      }
    }
  }

  /**
   * @param models those that serve, whichever these are by then
   * @throws ConfigurationException if an image that is named there cannot be read
   */
  public Canary(
      Configuration configuration, MqttPort port, ServedModels models, CanaryMetrics metrics) {
    interval = configuration.canary().interval();
    timeout = configuration.canary().timeout();
    this.models = models;
    this.metrics = metrics;
    clientId = configuration.mqtt().clientId();
    hatch();
    MqttAccess access = MqttAccess.of(configuration.mqtt());
    publisher =
        new ImagePublisher(
            port, access, clientId + "-canary", new DeviceTopic(configuration.mqtt().images()));
    verdicts =
        new AlertSubscriber(
            port, access, clientId + "-canary-verdicts", CanaryDevice.VERDICTS, this::returned);
    clock = new Periodic("canary", TICK, this::tick);
  }

  /** The images of the models that serve now. */
  private void hatch() {
    List<ServedModel> from = models.all();
    List<Bird> fresh = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < from.size(); i++) {
      ServedModel model = from.get(i);
      String name = model.reference().name();
      names.add(name);
      fresh.add(
          new Bird(
              CanaryDevice.name(i, clientId),
              model.reference().sha256(),
              images(model),
              metrics.of(name)));
    }
    metrics.retainOnly(names);
    birds = fresh;
    hatchedFrom = from;
  }

  private static List<Image> images(ServedModel model) {
    List<Image> images = new ArrayList<>();
    GoldenImage golden =
        model.model().metadata().goldenImages().stream()
            .max(Comparator.comparingDouble(GoldenImage::distance))
            .orElseThrow();
    boolean anomalous = model.threshold().isExceededBy(golden.distance());
    images.add(
        new Image(
            "golden",
            golden.pixels(),
            data ->
                anomalous == data.score() > 1
                    && Math.abs(data.distance() - golden.distance())
                        <= TOLERANCE * golden.distance()));
    model
        .normalImage()
        .ifPresent(file -> images.add(new Image("normal", read(file), data -> data.score() <= 1)));
    return images;
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new ConfigurationException(
          "models: normalImage %s cannot be read: %s".formatted(file, e), e);
    }
  }

  /** Sends the first as soon as it is connected, and so on, until it is closed. */
  public void start() {
    publisher.start();
    verdicts.start();
    clock.start(TICK);
  }

  private void tick() {
    expire();
    boolean connected = publisher.isReady() && verdicts.isReady();
    // before the first there is nothing to miss; later a lost connection is what canaries are for
    if (System.nanoTime() < nextRound || (!started && !connected)) {
      return;
    }
    started = true;
    nextRound = System.nanoTime() + interval.toNanos();
    if (hatchedFrom != models.all()) {
      hatch();
    }
    for (Bird bird : birds) {
      Round round = new Round(bird);
      for (Image image : bird.images) {
        send(image, round);
      }
    }
  }

  /** Under the lock, so that its verdict is not looked at before it is known to fly. */
  private synchronized void send(Image image, Round round) {
    long start = System.nanoTime();
    try {
      String device = round.bird.device;
      flying.put(
          device + "/" + publisher.publish(device, image.payload), new Flight(image, round, start));
    } catch (ServiceException e) {
      LOG.atWarn().addKeyValue("image", image.name).log("a canary was not sent: {}", e.toString());
      flying.put("not sent, " + image.name + " " + start, new Flight(image, round, start));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void returned(byte[] json) {
    try {
      ImageEvent event = EventJson.read(json);
      Flight flight = flying.remove(event.id());
      if (flight == null) {
        // of another instance, or too late
        return;
      }
      Bird bird = flight.round.bird;
      if (!event.data().model().sha256().equals(bird.modelSha256)) {
        // the model was replaced while it flew, here or on the instance that scored it
        return;
      }
      CanaryMeters meters = bird.meters;
      meters.returned(Duration.ofNanos(System.nanoTime() - flight.start));
      if (!flight.image.isRight.test(event.data())) {
        LOG.atError()
            .addKeyValue("image", flight.image.name)
            .addKeyValue("device", event.subject())
            .log(
                "a canary came back with a wrong verdict: score {}, distance {}",
                event.data().score(),
                event.data().distance());
        meters.wrong();
        flight.round.failed = true;
      }
      flight.round.landed();
    } catch (JacksonException e) {
      LOG.atWarn().log("what came as a canary's verdict is none: {}", e.toString());
    }
  }

  private synchronized void expire() {
    long oldest = System.nanoTime() - timeout.toNanos();
    flying.values().removeIf(flight -> flight.start - oldest < 0 && isLate(flight));
  }

  private boolean isLate(Flight flight) {
    Bird bird = flight.round.bird;
    LOG.atWarn()
        .addKeyValue("device", bird.device)
        .addKeyValue("image", flight.image.name)
        .log("a canary was not back within {}", timeout);
    bird.meters.late();
    return true;
  }

  @Override
  public void close() {
    clock.close();
    publisher.close();
    verdicts.close();
  }
}
