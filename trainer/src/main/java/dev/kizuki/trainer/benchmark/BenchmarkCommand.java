package dev.kizuki.trainer.benchmark;

import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.data.ImageSize;
import dev.kizuki.trainer.data.NameGroups;
import dev.kizuki.trainer.photo.PhotoRecipe;
import dev.kizuki.trainer.progress.StepProgress;
import dev.kizuki.trainer.recipe.Network;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kizuki benchmark}: the experiments of {@code EXPERIMENTS.md}. */
@Command(
    name = "benchmark",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "EXPERIMENT",
    description =
        "Experiments on labelled data sets. Each run is saved when it ends. The same command"
            + " continues with the missing runs, or prints the tables again.")
public final class BenchmarkCommand {
  @Spec private @Nullable CommandSpec spec;

  @Command(
      name = "one-class",
      mixinStandardHelpOptions = true,
      description =
          "Takes each class in turn as normal and all others as anomalous, for every feature of the"
              + " network conv and every baseline.")
  int oneClass(
      @Option(names = "--data", required = true, paramLabel = "DIR", description = DATA) Path data,
      @Option(names = "--seeds", defaultValue = "3", description = SEEDS) int seeds,
      @Option(names = "--out", defaultValue = OUT, paramLabel = "DIR", description = RESULTS)
          Path folder) {
    DataSet set = DataSet.open(data);
    OneClass benchmark =
        new OneClass(
            new Results<>(folder.resolve("one-class.jsonl"), OneClass.Run.class, plan(set), out()));
    benchmark.run(set, seeds);
    return finish(folder.resolve("one-class.md"), benchmark.tables());
  }

  @Command(
      name = "article",
      mixinStandardHelpOptions = true,
      description =
          "Zeros against sixes: the article's protocol (transductive), and a protocol with held-out"
              + " images.")
  int article(
      @Option(names = "--data", required = true, paramLabel = "DIR", description = DATA) Path data,
      @Option(names = "--normal", defaultValue = "0", description = NORMAL) String normal,
      @Option(names = "--anomalous", defaultValue = "6", description = ANOMALOUS) String anomalous,
      @Option(names = "--epochs", defaultValue = "100", description = EPOCHS) int epochs,
      @Option(names = "--seeds", defaultValue = "3", description = SEEDS) int seeds,
      @Option(names = "--out", defaultValue = OUT, paramLabel = "DIR", description = RESULTS)
          Path folder) {
    DataSet set = DataSet.open(data);
    SortedMap<String, String> plan = plan(set, normal, anomalous);
    plan.put("epochs", Integer.toString(epochs));
    ArticleExperiment experiment =
        new ArticleExperiment(
            new Results<>(
                folder.resolve("article.jsonl"), ArticleExperiment.Run.class, plan, out()));
    experiment.run(set, normal, anomalous, seeds, epochs);
    return finish(folder.resolve("article.md"), experiment.table());
  }

  @Command(
      name = "latent",
      mixinStandardHelpOptions = true,
      description =
          "Measures AUROC against the number of latent dimensions, and after the reduction to two.")
  int latent(
      @Option(names = "--data", required = true, paramLabel = "DIR", description = DATA) Path data,
      @Option(names = "--normal", defaultValue = "0", description = NORMAL) String normal,
      @Option(names = "--anomalous", defaultValue = "6", description = ANOMALOUS) String anomalous,
      @Option(
              names = "--network",
              defaultValue = "mlp",
              description = "mlp or conv. Default: ${DEFAULT-VALUE}.")
          Network network,
      @Option(
              names = "--dimensions",
              split = ",",
              defaultValue = "2,4,8,16,32,64,100,200",
              description = "The numbers of latent dimensions. Default: ${DEFAULT-VALUE}.")
          List<Integer> dimensions,
      @Option(
              names = "--epochs",
              defaultValue = "0",
              description = "Passes over the training images. Default: the default of 'train'.")
          int epochs,
      @Option(names = "--seeds", defaultValue = "3", description = SEEDS) int seeds,
      @Option(names = "--out", defaultValue = OUT, paramLabel = "DIR", description = RESULTS)
          Path folder) {
    LatentStudy.Plan studied =
        new LatentStudy.Plan(network, epochs, dimensions, seeds, normal, anomalous);
    String name = "latent-" + network.name().toLowerCase(Locale.ROOT);
    DataSet set = DataSet.open(data);
    SortedMap<String, String> plan = plan(set, normal, anomalous);
    plan.put("epochs", Integer.toString(epochs));
    LatentStudy study =
        new LatentStudy(
            new Results<>(folder.resolve(name + ".jsonl"), LatentStudy.Run.class, plan, out()));
    study.run(set, studied);
    study.figure(network, folder.resolve(name + ".png"));
    return finish(folder.resolve(name + ".md"), study.table());
  }

  @Command(
      name = "folders",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description =
          "Trains the recipe of photographs, the default of 'train' from 64 pixels on, on each data"
              + " set and with each seed. Measures the fused detector, and each feature alone from"
              + " the same training.")
  int folders(
      @Option(
              names = "--data",
              required = true,
              arity = "1..*",
              paramLabel = "DIR",
              description =
                  "The data sets, in any layout that 'evaluate' reads, with normal and anomalous"
                      + " test images. If there are masks, pixels are measured too.")
          List<Path> data,
      @Option(
              names = "--normal",
              defaultValue = "",
              paramLabel = "LABEL",
              description =
                  "The label of the normal images. Default: the only label of the training images,"
                      + " or good.")
          String normal,
      @Option(names = "--seeds", defaultValue = "3", description = SEEDS) int seeds,
      @Option(
              names = "--steps",
              paramLabel = "N",
              description = "Steps of each training. Default: the default of 'train'.")
          @Nullable Integer steps,
      @Option(
              names = "--elbo-weight",
              paramLabel = "W",
              description =
                  "The weight of the autoencoder's loss beside that of the defect head. 0 trains"
                      + " the head alone. Default: the default of 'train'.")
          @Nullable Double elboWeight,
      @Option(
              names = "--group-by",
              paramLabel = "REGEX",
              description =
                  "Images whose names agree in this pattern (in its first group, if it has one)"
                      + " show one physical part. They stay in one fold, and the intervals count"
                      + " parts.")
          @Nullable Pattern groupBy,
      @Option(
              names = "--size",
              paramLabel = "WxH",
              converter = ImageSize.Converter.class,
              description = "The size of the models' input. Default: chosen as 'train' does.")
          @Nullable ImageSize size,
      @Option(names = "--out", defaultValue = OUT, paramLabel = "DIR", description = RESULTS)
          Path folder) {
    PhotoRecipe usual = PhotoRecipe.DEFAULT;
    Photographs.Plan plan =
        new Photographs.Plan(
            usual.with(
                Objects.requireNonNullElse(steps, usual.steps()),
                Objects.requireNonNullElse(elboWeight, usual.elboWeight())),
            seeds,
            normal,
            Optional.ofNullable(groupBy).map(NameGroups::new),
            Objects.requireNonNullElse(size, ImageSize.OWN));
    try (StepProgress progress =
        new StepProgress(Objects.requireNonNull(spec).commandLine().getErr())) {
      List<String> tables = new Photographs(plan, folder, out(), progress).run(data);
      return finish(folder.resolve("folders.md"), tables);
    }
  }

  @Command(
      name = "promise",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description =
          "Compares the promised with the measured false-alarm rate over many splits of a model's"
              + " normal distances into few that set the threshold and others that measure it, for"
              + " every rule that sets a threshold. Nothing is trained.")
  int promise(
      @Option(
              names = "--model",
              required = true,
              paramLabel = "FILE",
              description = "The model. It holds the distances of its calibration images.")
          Path model,
      @Option(
              names = "--data",
              paramLabel = "DIR",
              description =
                  "A data set with test images. The anomalous ones give the recall. The normal ones"
                      + " are used if they are more than the calibration images.")
          @Nullable Path data,
      @Option(
              names = "--normal",
              defaultValue = "",
              paramLabel = "LABEL",
              description = "The label of the normal test images. Default: that of the training.")
          String normal,
      @Option(
              names = "--images",
              split = ",",
              defaultValue = "20,30,60,112,250,500,1000",
              paramLabel = "N",
              description =
                  "The numbers of images that set the threshold; at most half of all. Default:"
                      + " ${DEFAULT-VALUE}.")
          List<Integer> images,
      @Option(
              names = "--rates",
              split = ",",
              defaultValue = "0.05,0.01,0.001",
              paramLabel = "A",
              description = "The promised false-alarm rates. Default: ${DEFAULT-VALUE}.")
          List<Double> rates,
      @Option(
              names = "--splits",
              defaultValue = "500",
              paramLabel = "N",
              description = "The number of splits. Default: ${DEFAULT-VALUE}.")
          int splits,
      @Option(
              names = "--out",
              defaultValue = OUT,
              paramLabel = "DIR",
              description =
                  "The folder of the table, promise-<model>.md. Default: ${DEFAULT-VALUE}.")
          Path folder) {
    try (StepProgress progress =
        new StepProgress(Objects.requireNonNull(spec).commandLine().getErr())) {
      PromiseDistances distances = PromiseDistances.of(model, data, normal, progress);
      return finish(
          folder.resolve("promise-%s.md".formatted(distances.model())),
          new PromiseExperiment(distances.normal(), distances.anomalous(), splits, 1)
              .table(distances.title(), images, rates));
    }
  }

  private static SortedMap<String, String> plan(DataSet data) {
    return new TreeMap<>(Map.of("data", data.sha256()));
  }

  private static SortedMap<String, String> plan(DataSet data, String normal, String anomalous) {
    SortedMap<String, String> plan = plan(data);
    plan.put("normal", normal);
    plan.put("anomalous", anomalous);
    return plan;
  }

  private static final String DATA = "The data set: IDX files, or train/<label> and test/<label>.";
  private static final String OUT = "benchmark-results";
  private static final String RESULTS =
      "The folder of the results. Results that are in it are used again. Default:"
          + " ${DEFAULT-VALUE}.";
  private static final String SEEDS = "The number of seeds. Default: ${DEFAULT-VALUE}.";
  private static final String NORMAL = "The normal label. Default: ${DEFAULT-VALUE}.";
  private static final String ANOMALOUS = "The anomalous label. Default: ${DEFAULT-VALUE}.";
  private static final String EPOCHS =
      "Passes over the training images for the article's network. Default: ${DEFAULT-VALUE}.";

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }

  private int finish(Path tables, List<String> lines) {
    try {
      Files.createDirectories(tables.toAbsolutePath().getParent());
      Files.write(tables, lines);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + tables, e);
    }
    PrintWriter out = out();
    out.println();
    lines.forEach(out::println);
    out.flush();
    return 0;
  }
}
