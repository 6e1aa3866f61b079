package dev.kizuki.stream.console;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.lifecycle.Resources;
import dev.kizuki.stream.metrics.ConsoleMetrics;
import dev.kizuki.stream.metrics.Health;
import dev.kizuki.stream.rejected.RejectedTail;
import io.javalin.config.JavalinConfig;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * The page for operators. It reads only Kafka, so that any instance, or a process of its own, shows
 * the whole plant. It stores nothing. The caller must close it after the HTTP server.
 */
public final class Console implements AutoCloseable {
  private final Resources resources = new Resources();
  private final PlantReader reader;
  private final PlantView view;
  private final Viewers viewers;
  private final Routes routes;
  private final Teaching teaching = new Teaching();

  /**
   * @throws dev.kizuki.stream.config.ConfigurationException if a file of tokens cannot be used
   */
  public Console(Configuration configuration, KafkaSettings kafka, ConsoleMetrics metrics) {
    this(
        configuration,
        new KafkaConsoleClients(kafka),
        new RejectedTail(configuration, kafka),
        metrics,
        new PlantView(Clock.system(ZoneId.systemDefault())),
        Clock.system(ZoneId.systemDefault()));
  }

  /** Uses the given clients, view and clock. */
  Console(
      Configuration configuration,
      ConsoleClients clients,
      RejectedTail rejected,
      ConsoleMetrics metrics,
      PlantView view,
      Clock clock) {
    this.view = view;
    Evidence evidence = new Evidence();
    Gate gate = new Gate(configuration, metrics, clock, System::nanoTime);
    OperatorActions actions =
        resources.add(new OperatorActions(clients.actions(), configuration.topics().actions()));
    Pictures pictures =
        resources.add(new Pictures(clients, configuration.limits().image(), view::imageSizes));
    viewers = resources.add(new Viewers(view, metrics));
    ConsoleThreads threads = resources.add(new ConsoleThreads());
    PictureApi pictureApi = new PictureApi(view, pictures, evidence, threads);
    List<Route> api = new ArrayList<>(new Api(configuration, view, teaching, gate).routes());
    api.addAll(pictureApi.routes());
    api.addAll(new LimitApi(teaching.limits(), pictureApi, actions, clock, threads).routes());
    api.addAll(new ComparisonApi(teaching.comparisons(), pictureApi).routes());
    api.add(
        new ActionApi(view, actions, configuration.incidents().maxShelve(), clock).route(threads));
    api.addAll(
        new RejectedApi(rejected, pictures, configuration.topics().rejected(), threads).routes());
    routes = new Routes(List.copyOf(api), gate, viewers, new Assets(), threads, metrics);
    reader =
        resources.add(
            new PlantReader(
                clients::plant, configuration.topics(), view, evidence, teaching, clock));
  }

  /** Adds the page and its API to the HTTP server. */
  public void addRoutes(JavalinConfig config) {
    routes.configure(config);
  }

  /** Returns whether the page shows everything that Kafka holds, and if not, why. */
  public Health ready() {
    String outage = view.outage();
    return new Health(outage.isEmpty(), outage.isEmpty() ? "the console is up to date" : outage);
  }

  /** Starts to read Kafka. */
  public void start() {
    reader.start();
    startTicks();
  }

  /** Starts to send changes to the viewers, without Kafka. */
  void startTicks() {
    viewers.start();
  }

  /** Reads what Kafka holds, on this thread. */
  void readOnce() {
    var unused = reader.step();
  }

  /** Returns what the console knows of limits and models. */
  Teaching teaching() {
    return teaching;
  }

  /** Returns every path with its method, as {@code GET /api/now}. */
  List<String> routeNames() {
    return routes.names();
  }

  @Override
  public void close() {
    resources.close();
  }
}
