package dev.kizuki.stream.canary;

import dev.kizuki.stream.alert.AlertSubscriber;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.event.CanaryChannel;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.lifecycle.Periodic;
import dev.kizuki.stream.lifecycle.ServiceException;
import dev.kizuki.stream.metrics.CanaryMetrics;
import dev.kizuki.stream.models.ServedModel;
import dev.kizuki.stream.models.ServedModels;
import dev.kizuki.stream.mqtt.ImagePublisher;
import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.MqttPort;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Sends images with a known verdict over MQTT, as a device does but on a topic of its own, and
 * checks the verdicts that come back over MQTT. Each round sends the {@link ModelProbes} of every
 * model that serves.
 */
public final class Canary implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Canary.class);
  private static final Duration TICK = Duration.ofMillis(500);

  private final ServedModels models;
  private final CanaryMetrics metrics;
  private final CanaryChannel channel;
  private final ImagePublisher publisher;
  private final AlertSubscriber verdicts;
  private final OutstandingProbes outstanding;
  private final RoundSchedule schedule;
  private final Periodic clock;

  // after the constructor, only the clock's thread uses these
  private List<ServedModel> probedModels = List.of();
  private List<ModelProbes> probes = List.of();

  /**
   * @param channel the topic and the token of the canaries; the bridge must have the same
   * @param models each round asks them which models serve
   * @throws ConfigurationException if a configured normal image cannot be read
   */
  public Canary(
      Configuration configuration,
      CanaryChannel channel,
      MqttPort port,
      ServedModels models,
      CanaryMetrics metrics) {
    this(configuration, channel, port, models, metrics, System::nanoTime);
  }

  /**
   * @param nanoTime a clock such as {@link System#nanoTime}
   */
  Canary(
      Configuration configuration,
      CanaryChannel channel,
      MqttPort port,
      ServedModels models,
      CanaryMetrics metrics,
      LongSupplier nanoTime) {
    this.models = models;
    this.metrics = metrics;
    this.channel = channel;
    String clientId = configuration.mqtt().clientId();
    this.outstanding =
        new OutstandingProbes(configuration.canary().timeout(), nanoTime, InstantSource.system());
    this.schedule = new RoundSchedule(configuration.canary().interval(), nanoTime);
    MqttAccess access = MqttAccess.of(configuration.mqtt());
    prepareProbes();
    this.publisher =
        new ImagePublisher(
            port, access, clientId + "-canary", channel.images(), channel.properties());
    this.verdicts =
        new AlertSubscriber(
            port, access, clientId + "-canary-verdicts", CanaryChannel.VERDICTS, this::returned);
    this.clock = new Periodic("canary", TICK, this::tick);
  }

  /** Starts to connect. The first round begins when both connections are ready. */
  public void start() {
    connect();
    clock.start(TICK);
  }

  void connect() {
    publisher.start();
    verdicts.start();
  }

  /** Returns whether images can be sent and verdicts received. */
  boolean isReady() {
    return publisher.isReady() && verdicts.isReady();
  }

  /** Counts late images, and sends a round if one is due. */
  void tick() {
    outstanding.removeLate();
    if (!schedule.begin(isReady())) {
      return;
    }
    if (probedModels != models.all()) {
      prepareProbes();
    }
    for (int i = 0; i < probes.size(); i++) {
      send(i, probes.get(i));
    }
  }

  private void prepareProbes() {
    List<ServedModel> serving = models.all();
    List<ModelProbes> fresh = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < serving.size(); i++) {
      ServedModel model = serving.get(i);
      String name = model.reference().name();
      names.add(name);
      fresh.add(ModelProbes.of(model, channel.name(i), metrics.of(name)));
    }
    metrics.retainOnly(names);
    probes = fresh;
    probedModels = serving;
  }

  /**
   * @param index the index of the model in the configuration
   */
  private void send(int index, ModelProbes model) {
    ProbeRound round = new ProbeRound(model);
    for (ProbeImage image : model.images()) {
      send(index, image, round);
    }
  }

  /** An image that is not sent stays outstanding and is counted as late. */
  private void send(int index, ProbeImage image, ProbeRound round) {
    String device = round.probes().device();
    try {
      publisher.publish(
          Integer.toString(index),
          image.payload(),
          sequence -> outstanding.expect(device + "/" + sequence, image, round));
    } catch (ServiceException e) {
      LOG.atWarn()
          .addKeyValue("image", image.name())
          .log("a canary was not sent: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void returned(byte[] json) {
    try {
      outstanding.returned(EventJson.read(json));
    } catch (RuntimeException e) {
      // anyone may write to the topic; an exception would end the connection
      LOG.atWarn()
          .addKeyValue("topic", CanaryChannel.VERDICTS.filter(""))
          .log(
              "a message is not a verdict on a canary: {}",
              e instanceof JacksonException badJson ? badJson.getOriginalMessage() : e.toString());
    }
  }

  @Override
  public void close() {
    clock.close();
    publisher.close();
    verdicts.close();
  }
}
