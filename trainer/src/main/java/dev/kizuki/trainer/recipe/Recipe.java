package dev.kizuki.trainer.recipe;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.calibration.Shrinkage;
import dev.kizuki.trainer.export.Feature;
import dev.kizuki.trainer.export.FeatureGraphs;
import dev.kizuki.trainer.vae.Architecture;
import dev.kizuki.trainer.vae.Likelihood;
import dev.kizuki.trainer.vae.VaeTraining.Auxiliary;
import dev.kizuki.trainer.vae.VaeTraining.Schedule;
import dev.kizuki.trainer.vae.VaeTraining.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * All that a model depends on but the images and the seed. What is left open is filled in for the
 * images at hand.
 *
 * @param network by its name
 * @param latent D
 * @param epochs passes over the training images, or over the windows cut from them
 * @param batch inputs per step
 * @param likelihood p(x | z)
 * @param beta the weight of the KL term
 * @param warmUp epochs in which it grows
 * @param learningRate Adam's step size
 * @param schedule of the step size
 * @param patience epochs without progress before the training stops; 0 for never
 * @param auxiliary a second task for the encoder
 * @param candidates the features to choose from; the first that is best is taken
 * @param shrinkage of the covariances
 */
public record Recipe(
    Network network,
    int latent,
    int epochs,
    int batch,
    Likelihood likelihood,
    double beta,
    int warmUp,
    double learningRate,
    Schedule schedule,
    int patience,
    Auxiliary auxiliary,
    List<Candidate> candidates,
    Shrinkage shrinkage) {

  /** Fewer steps leave a network of this kind half trained, however few images there are. */
  private static final int LEAST_STEPS = 1500;

  private static final int LEAST_EPOCHS = 16;

  /** Covariance entries that are chosen from without being asked for: 64 MB in the model. */
  private static final long MOST_COVARIANCES = 16L << 20;

  public Recipe {
    candidates = List.copyOf(candidates);
  }

  /** What a user asks for; the rest is empty. */
  public static final class Request {
    private final Preprocessing input;
    private final int trainingImages;
    private Optional<Network> network = Optional.empty();
    private Optional<Feature> feature = Optional.empty();
    private Optional<Layout> layout = Optional.empty();
    private Optional<Likelihood> likelihood = Optional.empty();
    private Optional<Schedule> schedule = Optional.empty();
    private Optional<String> covariance = Optional.empty();
    private OptionalInt latent = OptionalInt.empty();
    private OptionalInt epochs = OptionalInt.empty();
    private OptionalInt batch = OptionalInt.empty();
    private Auxiliary auxiliary = Auxiliary.NONE;
    private double beta = 1;
    private int warmUp;
    private double learningRate = 1e-3;
    private int patience;

    public Request(Preprocessing input, int trainingImages) {
      this.input = input;
      this.trainingImages = trainingImages;
    }

    public Request network(Optional<Network> value) {
      network = value;
      return this;
    }

    public Request feature(Optional<Feature> value) {
      feature = value;
      return this;
    }

    public Request layout(Optional<Layout> value) {
      layout = value;
      return this;
    }

    public Request likelihood(Optional<Likelihood> value) {
      likelihood = value;
      return this;
    }

    public Request schedule(Optional<Schedule> value) {
      schedule = value;
      return this;
    }

    public Request covariance(Optional<String> value) {
      covariance = value;
      return this;
    }

    public Request latent(OptionalInt value) {
      latent = value;
      return this;
    }

    public Request epochs(OptionalInt value) {
      epochs = value;
      return this;
    }

    public Request batch(OptionalInt value) {
      batch = value;
      return this;
    }

    public Request auxiliary(Auxiliary value) {
      auxiliary = value;
      return this;
    }

    public Request beta(double value) {
      beta = value;
      return this;
    }

    public Request warmUp(int value) {
      warmUp = value;
      return this;
    }

    public Request learningRate(double value) {
      learningRate = value;
      return this;
    }

    public Request patience(int value) {
      patience = value;
      return this;
    }

    /**
     * Fills in what was not asked for.
     *
     * @throws IllegalArgumentException if what was asked for does not go together
     */
    public Recipe complete() {
      Network chosen = network.orElseGet(() -> Network.defaultFor(input));
      boolean patch = chosen == Network.PATCH;
      boolean mlp = chosen == Network.MLP;
      int size = batch.orElse(mlp ? 100 : patch ? 64 : 32);
      if (patch && likelihood.isPresent()) {
        throw new IllegalArgumentException(
            "the network 'patch' sees local contrast, which is normal: leave --likelihood out");
      }
      if (likelihood.filter(each -> each == Likelihood.UNBOUNDED).isPresent()) {
        throw new IllegalArgumentException(
            "images lie between 0 and 1: --likelihood is bernoulli or gaussian");
      }
      if (mlp && auxiliary != Auxiliary.NONE) {
        throw new IllegalArgumentException(
            "the network 'mlp' has no convolution for an auxiliary task: use --network conv");
      }
      Recipe recipe =
          new Recipe(
              chosen,
              latent.orElse(chosen.defaultLatent()),
              epochs.orElse(mlp ? 100 : patch ? 10 : epochsFor(size)),
              size,
              patch ? Likelihood.UNBOUNDED : likelihood.orElse(Likelihood.BERNOULLI),
              beta,
              warmUp,
              learningRate,
              schedule.orElse(mlp ? Schedule.CONSTANT : Schedule.COSINE),
              patience,
              auxiliary,
              List.of(),
              Shrinkage.of(covariance.orElse(chosen.defaultCovariance())));
      recipe.settings(0);
      return recipe.with(candidates(recipe.architecture(input), chosen));
    }

    private int epochsFor(int batchSize) {
      int steps = Math.max(1, trainingImages / batchSize);
      return Math.max(LEAST_EPOCHS, (LEAST_STEPS + steps - 1) / steps);
    }

    private List<Candidate> candidates(Architecture architecture, Network chosen) {
      List<Layout> layouts = layouts(chosen);
      List<Feature> features = feature.map(List::of).orElse(chosen.features());
      List<Candidate> candidates = new ArrayList<>();
      for (Layout each : layouts) {
        for (Feature one : features) {
          boolean own = each == Layout.POSITION;
          boolean asked = feature.isPresent() && layouts.size() == 1;
          if (asked) {
            FeatureGraphs.requireFeasible(architecture, one, own);
          }
          if (asked
              || FeatureGraphs.covarianceEntries(architecture, one, own) <= MOST_COVARIANCES) {
            candidates.add(new Candidate(one, each));
          }
        }
      }
      for (Candidate candidate : candidates) {
        FeatureGraphs.requireFeasible(
            architecture, candidate.feature(), candidate.layout() == Layout.POSITION);
      }
      if (candidates.isEmpty()) {
        throw new IllegalArgumentException(
            "images of %d x %d are too large for these options: use a smaller --size, or --gaussian"
                    .formatted(input.width(), input.height())
                + " shared");
      }
      return candidates;
    }

    private List<Layout> layouts(Network chosen) {
      if (chosen == Network.PATCH) {
        if (layout.filter(each -> each == Layout.IMAGE).isPresent()) {
          throw new IllegalArgumentException(
              "the network 'patch' has a Gaussian for its windows: --gaussian position or shared");
        }
        return layout.map(List::of).orElse(List.of(Layout.SHARED, Layout.POSITION));
      }
      if (layout.filter(each -> each != Layout.IMAGE).isPresent()) {
        throw new IllegalArgumentException(
            "the network '%s' sees whole images and has no positions: use --network patch"
                .formatted(lower(chosen)));
      }
      return List.of(Layout.IMAGE);
    }
  }

  private Recipe with(List<Candidate> others) {
    return new Recipe(
        network,
        latent,
        epochs,
        batch,
        likelihood,
        beta,
        warmUp,
        learningRate,
        schedule,
        patience,
        auxiliary,
        others,
        shrinkage);
  }

  /** The network for images of this shape. */
  public Architecture architecture(Preprocessing input) {
    return network.architecture(input, latent);
  }

  Settings settings(long seed) {
    return new Settings(
        likelihood, beta, warmUp, epochs, batch, learningRate, schedule, patience, auxiliary, seed);
  }

  /** By the names of the command line, for the provenance. */
  public Map<String, String> options() {
    Map<String, String> options = new TreeMap<>();
    options.put("network", lower(network));
    options.put("likelihood", lower(likelihood));
    options.put("beta", Double.toString(beta));
    options.put("warm-up", Integer.toString(warmUp));
    options.put("epochs", Integer.toString(epochs));
    options.put("batch", Integer.toString(batch));
    options.put("learning-rate", Double.toString(learningRate));
    options.put("schedule", lower(schedule));
    options.put("patience", Integer.toString(patience));
    options.put("auxiliary", auxiliary.toString());
    options.put("covariance", shrinkage.toString());
    return options;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
