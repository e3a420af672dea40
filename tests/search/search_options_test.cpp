#include "narrows/search_options.hpp"

#include <doctest/doctest.h>

#include "fakes.hpp"

using namespace narrows;
using fakes::Session;

TEST_CASE("wrong options are refused with their rule and value") {
  Session session;
  const auto refused = [&](auto change) {
    return message_of<std::invalid_argument>([&] {
      SearchOptions options = session.options;
      change(options);
      Search(options, fakes::dataset());
    });
  };
  CHECK(refused([](SearchOptions& o) { o.train = 30; }) == "train must be at most candidates (20), but is 30");
  CHECK(contains(refused([](SearchOptions& o) { o.choose = choose_named("luck"); }),
                 "choose must be one of auto, random, parameters"));
  CHECK(contains(refused([](SearchOptions& o) { o.select_on = select_on_named("train"); }),
                 "select_on must be one of validation, test, but is 'train'"));
  CHECK(contains(refused([](SearchOptions& o) { o.targets.clear(); }), "at least one limit"));
  CHECK(contains(refused([](SearchOptions& o) { o.subset = 41; }), "number of training images (40), but is 41"));
  CHECK(contains(refused([](SearchOptions& o) { o.recipe.epochs = 0; }), "epochs"));
  CHECK(contains(refused([](SearchOptions& o) { o.spaces.push_back(spaces::pnasnet()); }), "there twice"));
  CHECK_FALSE(std::filesystem::exists(session.options.folder));
}

TEST_CASE("selection on the test part trains on all training images") {
  SearchOptions options = fakes::options("unused");
  options.select_on = SelectOn::test;
  const Dataset dataset = prepare_dataset(fakes::dataset(), options);
  CHECK(dataset.train().size() == 50);
  CHECK(dataset.validation().size() == 20);
  CHECK(dataset.test().size() == 20);
  options.subset = 16;
  CHECK(prepare_dataset(fakes::dataset(), options).train().size() == 16);
  CHECK(prepare_dataset(fakes::dataset(), options).validation().size() == 20);
}

TEST_CASE("smoke leaves nothing out, but makes everything small") {
  SearchOptions options = fakes::options("unused");
  options.candidates = 100;
  options.train = 10;
  options.recipe.epochs = 100;
  const SearchOptions small = options.smoke(fakes::dataset(3000));
  CHECK(small.train == 2);
  CHECK(small.recipe.epochs == 1);
  CHECK(small.subset == 1024);
  CHECK_NOTHROW(small.validate());
  CHECK(options.smoke(fakes::dataset(450)).subset == 0);  // all of them are few enough
  options.subset = 300;
  CHECK(options.smoke(fakes::dataset(450)).subset == 300);
}
