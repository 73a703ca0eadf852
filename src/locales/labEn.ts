import lab from './en/lab.json'
import labPage from './en/labPage.json'

export default { lab, labPage }
