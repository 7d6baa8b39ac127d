//! The model: demand of each workload, limits, and the load at which a limit is reached.
//!
//! | module | content |
//! |---|---|
//! | `assumptions` | numbers that were not measured, with their reasons |
//! | `capacity` | the load at which each limit is reached |
//! | `changes` | the changes that let a workload grow, with their price |
//! | `charges` | the price of a workload |
//! | `conflicts` | conflicts of transactions with one organization |
//! | `day` | a simulated day of sign-ins |
//! | `demand` | the use of AWS by one unit of load |
//! | `growth` | the units of a list by what is returned and by what is stored |
//! | `limits` | AWS's documented limits, with sources and dates |
//! | `numbers` | numbers as text |
//! | `page` | the generated tables of the page |
//! | `plot` | the plot of the page |
//! | `prices` | the prices and unit formulas of `orgctl cost` |
//! | `requests` | the demand of a list, an exchange and a refused request |
//! | `workloads` | the workloads |

pub mod assumptions;
pub mod capacity;
pub mod changes;
pub mod charges;
pub mod conflicts;
pub mod day;
pub mod demand;
pub mod growth;
pub mod limits;
pub mod numbers;
pub mod page;
pub mod plot;
pub mod prices;
pub mod requests;
pub mod workloads;
