package dev.kizuki.trainer.benchmark;

import dev.kizuki.trainer.data.DataException;
import dev.kizuki.trainer.data.ImageSize;
import dev.kizuki.trainer.data.NameGroups;
import dev.kizuki.trainer.photo.PhotoRecipe;
import dev.kizuki.trainer.progress.Progress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Trains the recipe of photographs on several data sets with several seeds. */
final class Photographs {
  private final Plan plan;
  private final Path folder;
  private final PrintWriter out;
  private final Progress progress;

  /**
   * The plan of the measurement.
   *
   * @param normal the label of the normal images; empty for the usual one
   * @param size the size of the model's input
   */
  record Plan(
      PhotoRecipe recipe, int seeds, String normal, Optional<NameGroups> groups, ImageSize size) {
    Plan {
      if (seeds < 1) {
        throw new IllegalArgumentException("--seeds must be at least 1, was " + seeds);
      }
    }

    /** The options that decide the results on a data set, by their names. */
    SortedMap<String, String> options(PhotoSet set) {
      SortedMap<String, String> options = new TreeMap<>(recipe.options());
      options.put("data", set.data().sha256());
      options.put("normal", set.normal());
      options.put("group-by", groups.map(each -> each.pattern().pattern()).orElse(""));
      options.put("size", "%dx%d".formatted(size.width(), size.height()));
      return options;
    }
  }

  /**
   * @param folder the folder of the results; each data set has a file of its own
   * @param out the output for reports of runs
   */
  Photographs(Plan plan, Path folder, PrintWriter out, Progress progress) {
    this.plan = plan;
    this.folder = folder;
    this.out = out;
    this.progress = progress;
  }

  /**
   * Makes the missing runs of all data sets.
   *
   * @return the tables, in Markdown
   */
  List<String> run(List<Path> folders) {
    List<PhotoSet> sets =
        folders.stream().map(each -> PhotoSet.open(each, plan.normal(), plan.groups())).toList();
    requireNames(sets);
    List<List<PhotoRun>> runs = new ArrayList<>();
    for (PhotoSet set : sets) {
      runs.add(run(set));
    }
    return new PhotoTables(runs).lines();
  }

  private static void requireNames(List<PhotoSet> sets) {
    Set<String> names = new HashSet<>();
    for (PhotoSet set : sets) {
      if (!names.add(set.name())) {
        throw new DataException(
            "Two data sets are named '%s': rename one of the folders".formatted(set.name()));
      }
    }
  }

  private List<PhotoRun> run(PhotoSet set) {
    Results<PhotoRun> results =
        new Results<>(
            folder.resolve("folders-%s.jsonl".formatted(set.name())),
            PhotoRun.class,
            plan.options(set),
            out);
    List<PhotoSet.Images> read = new ArrayList<>();
    for (long seed = 1; seed <= plan.seeds(); seed++) {
      long current = seed;
      results.make(
          run -> run.seed() == current,
          () -> {
            if (read.isEmpty()) {
              read.add(read(set));
            }
            return List.of(measured(set, read.get(0), current));
          });
    }
    return results.runs().stream().filter(run -> run.seed() <= plan.seeds()).toList();
  }

  private PhotoRun measured(PhotoSet set, PhotoSet.Images images, long seed) {
    try {
      return new PhotoMeasurement(set, images, progress).run(plan.recipe(), seed);
    } catch (DataException e) {
      throw new DataException("%s, seed %d: %s".formatted(set.name(), seed, e.getMessage()), e);
    }
  }

  private PhotoSet.Images read(PhotoSet set) {
    PhotoSet.Images images = set.read(plan.size(), progress);
    int unreadable = set.data().test().size() - images.normal().size() - images.anomalous().size();
    if (unreadable > 0) {
      out.printf(
          "WARNING: %d test images of %s cannot be read. They are left out%n",
          unreadable, set.name());
      out.flush();
    }
    return images;
  }
}
