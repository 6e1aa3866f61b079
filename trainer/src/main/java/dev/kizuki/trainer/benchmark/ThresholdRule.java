package dev.kizuki.trainer.benchmark;

import dev.kizuki.model.Calibration;
import dev.kizuki.trainer.calibration.ExponentialTail;
import dev.kizuki.trainer.calibration.FalseAlarmPromise;
import java.util.Locale;

/** The ways to set a threshold from distances of normal images. */
enum ThresholdRule {
  /** The rule of {@code train}. */
  TRAIN {
    @Override
    double threshold(Calibration calibration, double rate) {
      return new FalseAlarmPromise(rate, true).threshold(calibration).distance();
    }
  },
  /** An order statistic of the distances; the largest one if there are too few for the rate. */
  CONFORMAL {
    @Override
    double threshold(Calibration calibration, double rate) {
      return calibration.allowed(rate) > 0
          ? calibration.threshold(rate).distance()
          : calibration.quantile(1);
    }
  },
  /** An exponential distribution of the upper fourth of the distances. */
  EXPONENTIAL {
    @Override
    double threshold(Calibration calibration, double rate) {
      return ExponentialTail.of(calibration).distance(rate);
    }
  },
  /** A generalised Pareto distribution of the upper tenth of the distances. */
  PARETO {
    @Override
    double threshold(Calibration calibration, double rate) {
      return ParetoTail.of(calibration).distance(rate);
    }
  },
  /** A normal distribution of the logarithms of all distances. */
  NORMAL_OF_LOGS {
    @Override
    double threshold(Calibration calibration, double rate) {
      return LogNormalTail.of(calibration).distance(rate);
    }
  };

  /** The distance above which a further image is anomalous. */
  abstract double threshold(Calibration calibration, double rate);

  /** The name in tables. */
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
