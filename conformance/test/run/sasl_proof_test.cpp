// The examples of RFC 5802 §5, RFC 7677 §3 and RFC 2195 §2, and what no proof can be made for.

#include "run/sasl_proof.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace popquiz::conformance {
namespace {

struct proof_row {
  const char* name;
  sansio::sasl_proof kind;
  const char* password;
  std::string about;
  std::optional<std::string> proof;
};

const std::string sha_1_message =
    "n=user,r=fyko+d2lbbFgONRv9qkxdawL,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,"
    "i=4096,c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j";
const std::string sha_256_message =
    "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
    "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

class a_proof : public testing::TestWithParam<proof_row> {};

TEST_P(a_proof, is_what_the_rfc_has) {
  const proof_row& row = GetParam();
  EXPECT_EQ(conformance::sasl_proof(row.kind, row.password, row.about), row.proof);
}

INSTANTIATE_TEST_SUITE_P(
    row, a_proof,
    testing::Values(proof_row{"scram_sha_1", sansio::sasl_proof::scram_sha_1, "pencil", sha_1_message,
                              "v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="},
                    proof_row{"scram_sha_1_signature", sansio::sasl_proof::scram_sha_1_signature, "pencil",
                              sha_1_message, "rmF9pqV8S7suAoZWja4dJRkFsKQ="},
                    proof_row{"scram_sha_256", sansio::sasl_proof::scram_sha_256, "pencil", sha_256_message,
                              "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="},
                    proof_row{"scram_sha_256_signature", sansio::sasl_proof::scram_sha_256_signature,
                              "pencil", sha_256_message, "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="},
                    proof_row{"cram_md5", sansio::sasl_proof::cram_md5, "tanstaaftanstaaf",
                              "<1896.697170952@postoffice.reston.mci.net>",
                              "b913a602c7eda7a495b4e6e7334d3890"},
                    proof_row{"without_a_salt", sansio::sasl_proof::scram_sha_1, "pencil", "n=u,r=a,i=4096",
                              std::nullopt},
                    proof_row{"without_iterations", sansio::sasl_proof::scram_sha_1, "pencil",
                              "n=u,r=a,s=QSXC", std::nullopt},
                    proof_row{"no_iteration", sansio::sasl_proof::scram_sha_1, "pencil", "n=u,r=a,s=QSXC,i=0",
                              std::nullopt},
                    proof_row{"iterations_for_hours", sansio::sasl_proof::scram_sha_1, "pencil",
                              "n=u,r=a,s=QSXC,i=1000001", std::nullopt},
                    proof_row{"salt_that_is_no_base64", sansio::sasl_proof::scram_sha_1, "pencil",
                              "n=u,r=a,s=QSX,i=4096", std::nullopt}),
    [](const testing::TestParamInfo<proof_row>& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace popquiz::conformance
