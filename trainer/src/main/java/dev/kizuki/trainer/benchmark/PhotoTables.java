package dev.kizuki.trainer.benchmark;

import dev.kizuki.trainer.benchmark.PhotoRun.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** The tables of the benchmark on photographs, in Markdown. */
final class PhotoTables {
  private final List<List<PhotoRun>> sets;
  private final List<String> lines = new ArrayList<>();

  /**
   * @param sets the runs of all seeds of each data set; at least one run
   */
  PhotoTables(List<List<PhotoRun>> sets) {
    this.sets = sets;
  }

  List<String> lines() {
    lines.clear();
    lines.add(
        "The fused detector, in per cent: the mean over %d seeds with its standard deviation. The model's"
                .formatted(sets.get(0).size())
            + " threshold promises 1 % of false alarms. The interval is the mean of the seeds' 95 % intervals.");
    lines.add("");
    lines.add(
        "| data set | training / normal / anomalous images | AUROC | recall, own threshold | false alarms | 95 % interval | recall, test's 1 % | pixel AUROC | AUPRO | left out | CPU s of learning | CPU ms an image |");
    lines.add("|---|---|---|---|---|---|---|---|---|---|---|---|");
    sets.forEach(this::addFused);
    lines.add("");
    lines.add(
        "Each feature alone, from the same trainings: AUROC / recall at its own threshold, in per cent.");
    lines.add("");
    lines.add(
        "| detector | "
            + sets.stream().map(runs -> runs.get(0).data()).collect(Collectors.joining(" | "))
            + " |");
    lines.add("|---|" + "---|".repeat(sets.size()));
    sets.get(0).get(0).figures().keySet().forEach(this::addDetector);
    return List.copyOf(lines);
  }

  private void addFused(List<PhotoRun> runs) {
    PhotoRun first = runs.get(0);
    lines.add(
        "| %s | %d / %d / %d | %s | %s | %s | %.2f to %.2f | %s | %s | %s | %s | %.0f | %.1f |"
            .formatted(
                first.data(),
                first.trainingImages(),
                first.normalImages(),
                first.anomalousImages(),
                fused(runs, Figures::auroc).percent(),
                fused(runs, Figures::recall).percent(),
                fused(runs, figures -> figures.falseAlarms().rate()).percent(),
                100 * fused(runs, figures -> figures.falseAlarms().low()).mean(),
                100 * fused(runs, figures -> figures.falseAlarms().high()).mean(),
                fused(runs, Figures::recallAtTestRate).percent(),
                pixels(runs, PhotoRun::pixelAuroc),
                pixels(runs, PhotoRun::aupro),
                leftOut(runs),
                spread(runs, PhotoRun::cpuSeconds).mean(),
                spread(runs, PhotoRun::cpuMillis).mean()));
  }

  private void addDetector(String detector) {
    lines.add(
        "| %s | %s |"
            .formatted(
                detector,
                sets.stream()
                    .map(
                        runs ->
                            "%s / %s"
                                .formatted(
                                    of(runs, detector, Figures::auroc).percent(),
                                    of(runs, detector, Figures::recall).percent()))
                    .collect(Collectors.joining(" | "))));
  }

  private static Spread fused(List<PhotoRun> runs, Function<Figures, Double> figure) {
    return of(runs, PhotoRun.FUSED, figure);
  }

  private static Spread of(List<PhotoRun> runs, String detector, Function<Figures, Double> figure) {
    return Spread.of(
        runs.stream()
            .flatMap(run -> Stream.ofNullable(run.figures().get(detector)))
            .mapToDouble(figure::apply));
  }

  private static Spread spread(List<PhotoRun> runs, Function<PhotoRun, Double> figure) {
    return Spread.of(runs.stream().mapToDouble(figure::apply));
  }

  private static String pixels(List<PhotoRun> runs, Function<PhotoRun, OptionalDouble> figure) {
    double[] values = runs.stream().map(figure).flatMapToDouble(OptionalDouble::stream).toArray();
    return values.length == 0 ? "no masks" : Spread.of(DoubleStream.of(values)).percent();
  }

  /** The features that were left out, with the number of seeds. */
  private static String leftOut(List<PhotoRun> runs) {
    TreeMap<String, Integer> counts = new TreeMap<>();
    runs.forEach(run -> run.leftOut().forEach(feature -> counts.merge(feature, 1, Integer::sum)));
    return counts.isEmpty()
        ? "none"
        : counts.entrySet().stream()
            .map(entry -> "%s (%d of %d)".formatted(entry.getKey(), entry.getValue(), runs.size()))
            .collect(Collectors.joining(", "));
  }
}
