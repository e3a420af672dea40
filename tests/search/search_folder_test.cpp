#include <doctest/doctest.h>

#include <fstream>

#include "fakes.hpp"
#include "narrows/error.hpp"
#include "narrows/search.hpp"

using namespace narrows;
using fakes::Session;

TEST_CASE("other options on the same folder are refused, saying what differs") {
  Session session;
  session.run(session.options);
  SearchOptions other = session.options;
  other.recipe.epochs = 20;
  other.targets = {Limit("parameters", 3000)};
  const std::string message = message_of<std::invalid_argument>([&] { session.run(other); });
  INFO(message);
  CHECK(contains(message, "recipe epochs is 4 there and 20 here"));
  CHECK(contains(message, "targets is parameters in [1000, 2000) there and parameters in [1500, 3000) here"));
  CHECK_FALSE(contains(message, "seed"));
}

TEST_CASE("a limit that nothing meets leaves no folder behind") {
  Session session;
  session.options.targets = {Limit("parameters", 10)};
  CHECK_THROWS_AS(session.run(session.options), std::invalid_argument);
  CHECK_FALSE(std::filesystem::exists(session.options.folder));
}

TEST_CASE("a folder with other files is left alone") {
  Session session;
  std::filesystem::create_directory(session.options.folder);
  std::ofstream(session.options.folder + "/thesis.tex") << "years of work";
  CHECK(contains(message_of<Error>([&] { session.run(session.options); }), "holds other files and no search"));
  std::ofstream(session.folder / "file") << "x";
  session.options.folder = session.folder / "file";
  CHECK(contains(message_of<Error>([&] { session.run(session.options); }), "is a file"));
}

TEST_CASE("two searches cannot work in one folder at the same time") {
  Session session;
  Search first(session.options, fakes::dataset());
  first.prepare();
  Search second(session.options, fakes::dataset());
  CHECK(contains(message_of<Error>([&] { second.prepare(); }), "another search is running"));
}

TEST_CASE("a search that is closed leaves its folder to another one, and gives jobs when it is prepared again") {
  Session session;
  Search first(session.options, fakes::dataset());
  first.prepare();
  const auto job = first.next();
  REQUIRE(job.has_value());
  first.close();
  CHECK(contains(message_of<std::invalid_argument>([&] { (void)first.next(); }), "has to be prepared"));
  CHECK(contains(message_of<std::invalid_argument>([&] { first.record(*job, TrainingSpeed{100}); }),
                 "has to be prepared"));
  {
    Search second(session.options, fakes::dataset());
    second.prepare();
    CHECK(second.resumed());
  }
  first.prepare();
  CHECK(first.next()->name == job->name);
}

TEST_CASE("a search of a newer version is refused") {
  Session session;
  session.run(session.options);
  std::ofstream(session.options.folder + "/search.json") << R"({"format": 99})";
  CHECK(contains(message_of<Error>([&] { session.run(session.options); }), "newer version"));
  std::ofstream(session.options.folder + "/search.json") << "{";
  CHECK(contains(message_of<Error>([&] { session.run(session.options); }), "not the file of a search"));
}

TEST_CASE("a space that has been edited never reuses results of the old") {
  const TemporaryFolder folder;
  SearchOptions options = fakes::options(folder / "run");
  const auto space = [](int kernel) {
    return SearchSpace("mine", {Integer("width", 4, 16)}, [kernel](auto& net, const VariableValues& values) {
      return net.add(Linear{.out_features = net.classes()},
                     net.add(Conv2d{.out_channels = values[0], .kernel = kernel, .stride = kernel}, net.input()));
    });
  };
  options.spaces = {space(1)};
  Search(options, fakes::dataset()).prepare();
  CHECK_NOTHROW(Search(options, fakes::dataset()).prepare());
  options.spaces = {space(3)};
  const std::string refusal = message_of<std::invalid_argument>([&] { Search(options, fakes::dataset()).prepare(); });
  CHECK(refusal.find("since then the build function builds something else for mine") != std::string::npos);
}

TEST_CASE("a search goes on where its data lie in a folder of another name") {
  const TemporaryFolder folder;
  const SearchOptions options = fakes::options(folder / "run");
  const Dataset data = fakes::dataset().with_source("here");
  Search(options, data).prepare();
  const Dataset renamed = Dataset("renamed", data.classes(), data.train(), data.validation(), data.test());
  Search again(options, renamed.with_source("there"));
  CHECK_NOTHROW(again.prepare());
  CHECK(again.resumed());
}

TEST_CASE("a search without images to compare networks on is refused before anything is written") {
  const TemporaryFolder folder;
  SearchOptions options = fakes::options(folder / "run");
  const Dataset whole = fakes::dataset(), no_validation("bare", whole.classes(), whole.train(), {}, whole.test()),
                no_test("bare", whole.classes(), whole.train(), whole.validation(), {});
  CHECK(message_of<std::invalid_argument>([&] {
          Search(options, no_validation);
        }).starts_with("the data set 'bare' has no validation images to compare networks on"));
  options.select_on = SelectOn::test;
  CHECK(message_of<std::invalid_argument>([&] { Search(options, no_test); }) ==
        "select_on \"test\" needs test images, and the data set 'bare' has none");
  CHECK(!std::filesystem::exists(options.folder));
}
