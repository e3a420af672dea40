#include "narrows/recipe.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace narrows;

TEST_CASE("the default recipe divides the learning rate by 10 at epochs 40 and 70 of 100") {
  const Recipe recipe;
  CHECK(recipe.learning_rate_at(0) == doctest::Approx(0.01));
  CHECK(recipe.learning_rate_at(39, 0.99) == doctest::Approx(0.01));
  CHECK(recipe.learning_rate_at(40) == doctest::Approx(0.001));
  CHECK(recipe.learning_rate_at(69) == doctest::Approx(0.001));
  CHECK(recipe.learning_rate_at(70) == doctest::Approx(0.0001));
  CHECK(recipe.learning_rate_at(99) == doctest::Approx(0.0001));
}

TEST_CASE("a shorter training keeps the places of the milestones") {
  const Recipe recipe{.epochs = 10};
  CHECK(recipe.learning_rate_at(3) == doctest::Approx(0.01));
  CHECK(recipe.learning_rate_at(4) == doctest::Approx(0.001));
  CHECK(recipe.learning_rate_at(7) == doctest::Approx(0.0001));
}

TEST_CASE("the cosine schedule rises to the learning rate, then falls to zero") {
  const Recipe recipe{.epochs = 20, .learning_rate = 0.1, .schedule = LearningRateSchedule::cosine};
  CHECK(recipe.learning_rate_at(0) == doctest::Approx(0));
  CHECK(recipe.learning_rate_at(0, 0.5) == doctest::Approx(0.05));
  CHECK(recipe.learning_rate_at(1) == doctest::Approx(0.1));
  CHECK(recipe.learning_rate_at(10, 0.5) == doctest::Approx(0.05));
  CHECK(recipe.learning_rate_at(19, 0.999) < 1e-6);
}

TEST_CASE("a cycle rises over a fifth of the epochs, then falls to zero") {
  const Recipe recipe{.epochs = 20, .learning_rate = 0.1, .schedule = LearningRateSchedule::cycle};
  CHECK(recipe.learning_rate_at(0) == doctest::Approx(0));
  CHECK(recipe.learning_rate_at(2) == doctest::Approx(0.05));
  CHECK(recipe.learning_rate_at(4) == doctest::Approx(0.1));
  CHECK(recipe.learning_rate_at(12) == doctest::Approx(0.05));
  CHECK(recipe.learning_rate_at(19, 0.999) < 1e-4);
}

TEST_CASE("weights are averaged over a share of the epochs, of two at least") {
  CHECK((Recipe{.epochs = 25, .average_last = 0.2}).averaged_epochs() == 5);
  CHECK((Recipe{.epochs = 5, .average_last = 0.2}).averaged_epochs() == 0);
  CHECK(Recipe().averaged_epochs() == 0);
}

TEST_CASE("recipes with a name are valid for any number of epochs, and others than the paper's") {
  for (Recipe (*named)(int) : {&Recipe::fast, &Recipe::few_images}) {
    CHECK_NOTHROW(named(1).validate());
    CHECK(named(3).epochs == 3);
    CHECK(named(100) != Recipe());
    CHECK(Recipe::from_json(named(25).to_json()) == named(25));
  }
}

TEST_CASE("what older versions did not know is left out where it is the default, so that their texts stay") {
  CHECK(Recipe().to_json() ==
        R"({"epochs":100,"batch_size":128,"learning_rate":0.01,"momentum":0.9,"weight_decay":0.0005,)"
        R"("milestones":[0.4,0.7],"schedule":"step","pad":4,"flip":0.5,"label_smoothing":0.0})");
  CHECK(Recipe{.nesterov = true}.to_json().ends_with(R"("label_smoothing":0.0,"nesterov":true})"));
}

TEST_CASE("a recipe is the same after a round trip through JSON") {
  const Recipe recipe{.epochs = 7,
                      .learning_rate = 0.1 + 0.2,
                      .milestones = {0.25, 0.5, 0.9},
                      .schedule = LearningRateSchedule::cosine};
  CHECK(Recipe::from_json(recipe.to_json()) == recipe);
  CHECK(Recipe::from_json("{}") == Recipe());
}

TEST_CASE("a bad recipe is refused with the field, the rule and the value") {
  CHECK_THROWS_WITH_AS(Recipe{.epochs = 0}.validate(), "recipe: epochs must be at least 1, not 0",
                       std::invalid_argument);
  CHECK_THROWS_AS(Recipe{.batch_size = 1}.validate(), std::invalid_argument);
  CHECK_THROWS_AS((Recipe{.milestones = {0.7, 0.4}}.validate()), std::invalid_argument);
  CHECK_THROWS_WITH_AS((void)Recipe::from_json(R"({"schedule": "linear"})"),
                       "recipe: schedule must be one of step, cosine, cycle, but is 'linear'", std::invalid_argument);
  CHECK_THROWS_WITH_AS((Recipe{.flip = 0.3, .alternate_flips = true}.validate()),
                       "recipe: flip must be 0 or 0.5 with alternate_flips, not 0.3", std::invalid_argument);
  CHECK_THROWS_AS((Recipe{.average_last = 1}.validate()), std::invalid_argument);
  CHECK_THROWS_WITH_AS((void)Recipe::from_json(R"({"epoch": 3})"), "recipe: no field is named \"epoch\"",
                       std::invalid_argument);
  CHECK_THROWS_AS((void)Recipe::from_json(R"({"epochs": "three"})"), std::invalid_argument);
  CHECK_THROWS_AS((void)Recipe::from_json("epochs=3"), std::invalid_argument);
}
